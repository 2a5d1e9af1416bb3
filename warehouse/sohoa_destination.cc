#include "warehouse/sohoa_destination.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/file.h"
#include "core/ports/errors.h"
#include "warehouse/errors.h"
#include "warehouse/far_answer.h"

namespace sohoa::warehouse {

using core::Error;
using nlohmann::json;

namespace {

constexpr std::string_view kUploads = "/api/v1/uploads/";
constexpr std::size_t kMostKeys = 64U << 10U;  // bytes of a key set
constexpr std::chrono::seconds kStall{30};
constexpr std::chrono::milliseconds kPatience{120000};  // the far side verifies before it answers

bool isUploadId(std::string_view id) {
  return !id.empty() && id.size() <= 64 &&
         id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

core::HttpRequest tus(const std::string& method, const std::string& url) {
  core::HttpRequest request;
  request.method = method;
  request.url = url;
  request.headers["Tus-Resumable"] = "1.0.0";
  return request;
}

std::string header(const core::HttpResponse& answer, const std::string& name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? std::string() : found->second;
}

std::uint64_t offsetIn(const core::HttpResponse& answer) {
  const auto text = header(answer, "upload-offset");
  std::uint64_t offset = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    throw Error(kFarBadAnswer, {.detail = "no Upload-Offset"});
  }
  return offset;
}

// The same at every attempt, but for the upload.
json orderOf(const core::OutgoingCopy& outgoing, const std::string& upload) {
  const auto& copy = outgoing.copy;
  return {{"upload", upload},
          {"id", copy.id},
          {"product", core::slug(copy.product)},
          {"kind", copy.kind},
          {"title", copy.title},
          {"unit", copy.unit},
          {"case_file", copy.case_file},
          {"subject", copy.subject},
          {"fields", copy.fields},
          {"text", outgoing.text},
          {"pages", copy.pages},
          {"sha256", copy.content.hex()},
          {"size", outgoing.size},
          {"created", core::formatIso8601(copy.created)}};
}

}  // namespace

struct SohoaDestination::Attempt {
  const core::OutgoingCopy& copy;
  std::string upload;  // empty: none is begun
  Patience patience;
  int restarts = 0;
};

SohoaDestination::SohoaDestination(core::HttpClient& http, SohoaDestinationOptions options,
                                   const core::Clock& clock)
    : http_(http),
      options_(std::move(options)),
      tokens_(http, {options_.url + "/api/v1/token", options_.client, options_.secret}, clock) {
  const bool web = options_.url.starts_with("https://") || options_.url.starts_with("http://");
  if (!web || options_.url.ends_with('/')) {
    throw Error(core::kBadSettings,
                {.detail = "sohoa_url must be like https://kho.example.vn, without a path"});
  }
  if (options_.key_set.empty()) return;
  keys_ = json::parse(options_.key_set, nullptr, false);
  if (!keys_.is_object() || !keys_.contains("keys")) {
    throw Error(core::kBadSettings, {.detail = "sohoa_keys_file holds no JSON Web Key Set"});
  }
}

core::Receipt SohoaDestination::send(const core::OutgoingCopy& copy) {
  Attempt attempt{copy, isUploadId(copy.progress) ? copy.progress : "", Patience(options_.retries)};
  for (;;) {
    try {
      return bring(attempt);
    } catch (const Error& error) {
      const bool ours = error.code() != core::kTakenOver;
      if (!ours || error.retry() != core::Retry::kTransient || !attempt.patience.again()) throw;
    }
  }
}

core::Receipt SohoaDestination::bring(Attempt& attempt) {
  auto offset = attempt.upload.empty() ? std::nullopt : offsetOf(attempt.upload);
  // An upload that was there and is not any more has become a copy, or its time was over.
  if (!offset && !attempt.upload.empty()) {
    if (auto receipt = hand(attempt)) return *std::move(receipt);
  }
  if (!offset) {
    attempt.upload = begin(attempt.copy);
    attempt.copy.keep(attempt.upload);
    offset = 0;
  }
  goOn(attempt, *offset);
  if (auto receipt = hand(attempt)) return *std::move(receipt);
  // What arrived was not the copy, and is gone.
  attempt.upload.clear();
  if (++attempt.restarts > 1) throw Error(kFarRefused, {.detail = "copy: the digest does not fit"});
  throw Error(kFarUnavailable, {.detail = "the upload was not whole"});
}

std::optional<std::uint64_t> SohoaDestination::offsetOf(const std::string& upload) {
  const auto answer = exchange(tus("HEAD", options_.url + std::string(kUploads) + upload));
  if (answer.status == 404) return std::nullopt;
  if (answer.status / 100 != 2) throw farError(answer, "upload");
  return offsetIn(answer);
}

std::string SohoaDestination::begin(const core::OutgoingCopy& copy) {
  auto request = tus("POST", options_.url + "/api/v1/uploads");
  request.headers["Upload-Length"] = std::to_string(copy.size);
  const auto name = copy.copy.id + ".pdf";
  request.headers["Upload-Metadata"] =
      "filename " +
      core::base64(std::span(reinterpret_cast<const std::uint8_t*>(name.data()), name.size()));
  const auto answer = exchange(std::move(request));
  if (answer.status != 201) throw farError(answer, "upload");
  auto place = header(answer, "location");
  const auto id = place.rfind(kUploads);
  place = id == std::string::npos ? std::string() : place.substr(id + kUploads.size());
  if (!isUploadId(place)) throw Error(kFarBadAnswer, {.detail = "no Location of the upload"});
  return place;
}

void SohoaDestination::goOn(Attempt& attempt, std::uint64_t offset) {
  const auto& copy = attempt.copy;
  const core::Fd file(::open(copy.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) core::throwSystemError(copy.file, errno);
  while (offset < copy.size) {
    auto part = tus("PATCH", options_.url + std::string(kUploads) + attempt.upload);
    part.headers["Upload-Offset"] = std::to_string(offset);
    part.headers["Content-Type"] = "application/offset+octet-stream";
    const auto size = std::min(options_.part_size, copy.size - offset);
    part.source = core::pacedBody(core::fileBody(file.get(), offset, size),
                                  options_.bytes_per_second, options_.retries.sleep);
    part.timeout = {};
    part.stall = kStall;
    const auto answer = exchange(std::move(part));
    if (answer.status == 404 || answer.status == 409) {  // it moved on by itself, or is gone
      throw Error(kFarUnavailable, {.detail = "upload " + std::to_string(answer.status)});
    }
    if (answer.status != 204) throw farError(answer, "upload");
    const auto now = offsetIn(answer);
    if (now <= offset) throw Error(kFarBadAnswer, {.detail = "the upload does not grow"});
    offset = now;
    copy.keep(attempt.upload);
    if (attempt.restarts == 0) attempt.patience.refresh();
  }
}

std::optional<core::Receipt> SohoaDestination::hand(const Attempt& attempt) {
  const auto& copy = attempt.copy;
  core::HttpRequest request;
  request.method = "POST";
  request.url = options_.url + "/api/v1/copies";
  request.headers = {{"Content-Type", "application/json"},
                     {"Idempotency-Key", '"' + copy.key + '"'}};
  const auto text =
      orderOf(copy, attempt.upload).dump(-1, ' ', false, json::error_handler_t::replace);
  request.body.assign(text.begin(), text.end());
  request.timeout = kPatience;
  const auto answer = exchange(std::move(request));
  if (answer.status / 100 == 2) {
    const auto receipt = jsonOf(answer);
    const bool right = textIn(receipt, "id") == copy.copy.id &&
                       textIn(receipt, "sha256") == copy.copy.content.hex();
    if (!right) throw Error(kFarBadAnswer, {.detail = "the receipt is for something else"});
    auto proof = textIn(receipt, "receipt");
    requireProof(copy, proof);
    return core::Receipt{copy.copy.id, std::move(proof)};
  }
  const auto code = problemCode(answer);
  if (code == "upload.no_such_upload" || code == "warehouse.other_digest") return std::nullopt;
  if (code == core::kCopyConflict.slug) throw Error(core::kCopyConflict, {.detail = copy.copy.id});
  // The far side had no time or memory to look at it; it says nothing against the copy.
  if (code == "server.cannot_judge") throw Error(kFarUnavailable, {.detail = "copy 422 " + code});
  // The account is right, as it could upload; it is this copy's office that it may not bring.
  if (answer.status == 403) {
    throw Error(kFarRefused, {.detail = "copy 403 " + code});
  }
  throw farError(answer, "copy");
}

json SohoaDestination::farKeys() {
  core::HttpRequest request;
  request.url = options_.url + "/.well-known/jwks.json";
  request.max_response_bytes = kMostKeys;
  const auto answer = http_.send(request);
  if (answer.status != 200) throw farError(answer, "keys");
  return jsonOf(answer);
}

std::optional<json> SohoaDestination::claimsOf(const std::string& receipt) {
  const bool known = !keys_.is_null();
  if (!known) keys_ = farKeys();
  auto claims = options_.read_receipt(receipt, keys_);
  if (claims || !known || !options_.key_set.empty()) return claims;
  keys_ = farKeys();  // it may have another key since
  return options_.read_receipt(receipt, keys_);
}

// Whoever answers in the far side's place would have the copy counted as delivered.
void SohoaDestination::requireProof(const core::OutgoingCopy& copy, const std::string& receipt) {
  const auto claims = claimsOf(receipt);
  if (!claims) throw Error(kFarBadReceipt, {.detail = "signed by none of the far side's keys"});
  const auto size = claims->find("size");
  const bool right = textIn(*claims, "id") == copy.copy.id &&
                     textIn(*claims, "sha256") == copy.copy.content.hex() &&
                     textIn(*claims, "client") == options_.client && size != claims->end() &&
                     *size == copy.size;
  if (!right) throw Error(kFarBadReceipt, {.detail = "signed, but of something else"});
}

core::HttpResponse SohoaDestination::exchange(core::HttpRequest request) {
  request.headers["Authorization"] = tokens_.authorization();
  auto answer = http_.send(request);
  if (answer.status != 401) return answer;
  tokens_.forget();  // the far side has another key since, or another clock
  request.headers["Authorization"] = tokens_.authorization();
  return http_.send(request);
}

}  // namespace sohoa::warehouse
