#include "server/problem.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "core/ports/access_book.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/certification_queue.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"
#include "core/ports/errors.h"
#include "core/ports/operator_book.h"
#include "core/ports/review_book.h"
#include "core/ports/scanner_errors.h"
#include "core/ports/uploads.h"
#include "core/ports/webhook_book.h"
#include "core/text.h"
#include "pipeline/accounts.h"
#include "pipeline/certification_desk.h"
#include "pipeline/errors.h"
#include "pipeline/reports.h"
#include "pipeline/review_desk.h"
#include "server/errors.h"

namespace sohoa::server {
namespace {

const std::map<std::string_view, int>& statuses() {
  static const std::map<std::string_view, int> table{
      {kNoSuchRoute.slug, 404},
      {kNotFound.slug, 404},
      {kMethodNotAllowed.slug, 405},
      {kBadRequest.slug, 400},
      {kBodyTooLarge.slug, 413},
      {kWrongMediaType.slug, 415},
      {kLengthRequired.slug, 411},
      {kNotAuthenticated.slug, 401},
      {kBadClient.slug, 401},
      {kForbidden.slug, 403},
      {kBadLogin.slug, 401},
      {kLoginUnfinished.slug, 403},
      {kCrossSite.slug, 403},
      {kNeedsTls.slug, 403},
      {kWeakPassword.slug, 422},
      {kPurposeRequired.slug, 400},
      {kTooManyRequests.slug, 429},
      {kOverloaded.slug, 503},
      {kKeyReused.slug, 422},
      {kCannotJudge.slug, 422},
      {kNoPage.slug, 422},
      {core::kOperatorThere.slug, 409},
      {core::kNoSuchOperator.slug, 404},
      {core::kLastAdmin.slug, 409},
      {core::kClientThere.slug, 409},
      {core::kNoSuchClient.slug, 404},
      {pipeline::kBeyondOwnRights.slug, 403},
      {pipeline::kOwnAccount.slug, 403},
      {pipeline::kNoSuchReport.slug, 404},
      {pipeline::kBadPeriod.slug, 400},
      {kKeyRequired.slug, 400},
      {core::kReuseConflict.slug, 422},
      {core::kNoSuchUpload.slug, 404},
      {core::kUploadOffset.slug, 409},
      {core::kUploadBusy.slug, 423},
      {"upload.other_version", 412},
      {pipeline::kNoSession.slug, 404},
      {pipeline::kNoSuchPage.slug, 404},
      {pipeline::kSessionBusy.slug, 409},
      {pipeline::kScannerTaken.slug, 409},
      {pipeline::kEditRefused.slug, 409},
      {pipeline::kSessionTaken.slug, 409},
      {pipeline::kSessionHalfTaken.slug, 409},
      {pipeline::kNothingScanned.slug, 422},
      {pipeline::kOneSided.slug, 422},
      {core::kNoScanner.slug, 422},
      {kUnreadableFile.slug, 422},
      {kNotTakenYet.slug, 409},
      {core::kReviewChanged.slug, 412},
      {core::kReviewOver.slug, 409},
      {core::kReviewCut.slug, 422},
      {pipeline::kNotEnteredTwice.slug, 422},
      {pipeline::kBadReview.slug, 422},
      {pipeline::kNotADate.slug, 422},
      {pipeline::kOthersStep.slug, 409},
      {kNoIfMatch.slug, 428},
      {"upload.checksum_mismatch", 460},
      {core::kNoSuchWebhook.slug, 404},
      {core::kVersionThere.slug, 409},
      {core::kNoSuchCopy.slug, 404},
      {core::kNoSuchItem.slug, 404},
      {core::kCopyConflict.slug, 409},
      {core::kBadQuery.slug, 400},
      {core::kBadCursor.slug, 400},
      {core::kDiskFull.slug, 507},
      {kSignatureFailed.slug, 422},
      {kSignatureUnproven.slug, 422},
      {kOtherDigest.slug, 422},
      {core::kSecretHeld.slug, 422},
      {core::kCopyRemoved.slug, 410},
      {kOtherLife.slug, 410},
      {core::kBalanceOpen.slug, 409},
      {core::kRequestTaken.slug, 409},
      {core::kRequestClosed.slug, 409},
      {pipeline::kRunBusy.slug, 409},
      {pipeline::kUnchecked.slug, 422},
      {pipeline::kNotFromPaper.slug, 422},
  };
  return table;
}

// RFC 9110 section 12.4.2, of one element of a list: 1 without a weight, 0 for what is none.
double weightOf(const std::string& range) {
  const auto at = range.find("q=");
  if (at == std::string::npos) return 1;
  double weight = 0;
  const char* end = range.data() + range.size();
  const auto result = std::from_chars(range.data() + at + 2, end, weight);
  return result.ec == std::errc() && weight >= 0 && weight <= 1 ? weight : 0;
}

}  // namespace

int statusOf(const core::Error& error) {
  const auto known = statuses().find(error.code().slug);
  if (known != statuses().end()) return known->second;
  return error.retry() == core::Retry::kTransient ? 503 : 500;
}

Response problem(const core::Error& error, core::Language language) {
  Response response;
  response.status = statusOf(error);
  const auto& code = error.code();
  nlohmann::json body{{"type", "urn:sohoa:problem:" + std::string(code.slug)},
                      {"title", core::pick(language, code.vi, code.en)},
                      {"status", response.status}};
  if (response.status < 500 && !error.context().detail.empty()) {
    body["detail"] = error.context().detail;
  }
  response.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  response.set("Content-Type", "application/problem+json");
  response.set("Content-Language", language == core::Language::kEnglish ? "en" : "vi");
  if (response.status == 401) response.set("WWW-Authenticate", "Bearer realm=\"sohoa\"");
  if (response.status == 503) response.set("Retry-After", "5");
  return response;
}

core::Language languageOf(const std::string& accept_language) {
  double vietnamese = 0;
  double english = 0;
  bool english_first = false;
  std::string_view rest = accept_language;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto range = core::toLower(core::squeeze(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto tag = range.substr(0, range.find_first_of("-; "));
    const auto weight = weightOf(range);
    if (tag == "vi") vietnamese = std::max(vietnamese, weight);
    if (tag == "en" && weight > english) {
      english = weight;
      english_first = vietnamese == 0;
    }
  }
  const bool wanted =
      english > vietnamese || (english == vietnamese && english > 0 && english_first);
  return wanted ? core::Language::kEnglish : core::Language::kVietnamese;
}

}  // namespace sohoa::server
