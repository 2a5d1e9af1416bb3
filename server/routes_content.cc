// The bytes of a copy, its text, and what they are worth.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "core/verification_json.h"
#include "server/api_state.h"
#include "server/base64.h"
#include "server/byte_range.h"
#include "server/copy_json.h"
#include "server/errors.h"
#include "server/finding_words.h"
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

enum class Comparison { kStrong, kWeak };

// RFC 9110 section 8.8.3.2 and 13.1: whether a list of entity tags names this strong one. Weak tags
// match as well where that is allowed, which it is for If-None-Match and not for If-Match.
bool names(std::string_view list, const std::string& tag, Comparison comparison) {
  if (list == "*") return true;
  while (!list.empty()) {
    const auto start = list.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return false;
    list.remove_prefix(start);
    const bool weak = list.substr(0, 2) == "W/";
    if (weak) list.remove_prefix(2);
    if (list.empty() || list.front() != '"') return false;
    const auto end = list.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (list.substr(0, end + 1) == tag && (!weak || comparison == Comparison::kWeak)) return true;
    list.remove_prefix(end + 1);
  }
  return false;
}

Response tagged(const std::string& tag) {
  Response response;
  response.set("ETag", tag);
  response.set("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace

std::optional<int> refusedByTag(const Request& request, const std::string& tag) {
  const auto match = request.header("if-match");
  if (!match.empty() && !names(match, tag, Comparison::kStrong)) return 412;
  const auto none = request.header("if-none-match");
  if (!none.empty() && names(none, tag, Comparison::kWeak)) return 304;
  return std::nullopt;
}

Response taggedText(const Request& request, std::string text, const char* type) {
  const auto tag = entityTag(core::sha256(text));
  auto response = tagged(tag);
  if (const auto status = refusedByTag(request, tag)) {
    response.status = *status;
    return response;
  }
  response.set("Content-Type", type);
  response.body = std::move(text);
  return response;
}

Response storedPdf(Api::State& state, const Request& request, const core::Sha256& content,
                   const std::string& file_name) {
  const auto tag = entityTag(content);
  auto response = tagged(tag);
  if (const auto status = refusedByTag(request, tag)) {
    response.status = *status;
    return response;
  }
  auto opened = state.blob_check.open(content);
  response.set("Accept-Ranges", "bytes");
  // RFC 9530: of the whole, also where a part is sent.
  response.set("Repr-Digest", "sha-256=:" + base64(content.bytes()) + ":");
  response.set("Content-Type", "application/pdf");
  response.set("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
  ByteRange range;
  const auto if_range = request.header("if-range");
  // RFC 9110 section 14.2: parts are of GET only.
  const bool parts = request.method == "GET" && (if_range.empty() || if_range == tag);
  const auto wanted = parts ? request.header("range") : std::string();
  switch (parseRange(wanted, opened.size, range)) {
    case RangeKind::kWhole:
      break;
    case RangeKind::kPart:
      response.status = 206;
      response.set("Content-Range", fmt::format("bytes {}-{}/{}", range.first,
                                                range.first + range.length - 1, opened.size));
      break;
    case RangeKind::kUnsatisfiable: {
      Response refused;
      refused.status = 416;
      refused.set("Content-Range", fmt::format("bytes */{}", opened.size));
      return refused;
    }
  }
  response.file = FilePart{std::move(opened.file), range.first, range.length};
  return response;
}

namespace {

Response content(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  return storedPdf(state, call.request, copy.content, copy.id + ".pdf");
}

Response text(const Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  auto text = state.parts.catalogue.text(copy.id);
  if (!text) throw Error(kNotFound, {});
  Response response;
  response.set("Content-Type", "text/plain; charset=utf-8");
  response.body = *std::move(text);
  return response;
}

Response verification(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  // What was added since keeps the signatures good when those of the delivered bytes have faded.
  const auto newest = state.parts.versions.newest(copy.id);
  const auto& bytes = newest ? newest->content : copy.content;
  // Damage is found by the digest first and told as such.
  static_cast<void>(state.blob_check.open(bytes));
  core::VerifyRequest request;
  // Copies that came signed from elsewhere are not of the shape that this house gives its own.
  request.policy = copy.product == core::Product::kArchived ? core::VerifyRequest::Policy::kGeneric
                                                            : core::VerifyRequest::Policy::kSohoa;
  const auto report = state.parts.verifier.verify(state.parts.blobs.localFile(bytes), request);
  auto out = core::verificationJson(report);
  addFindingWords(out, call.language);
  out["copy"] = copy.id;
  out["version"] = newest ? newest->number : 1;
  out["sha256"] = bytes.hex();
  out["checked"] = core::formatIso8601(state.parts.clock.now());
  return jsonResponse(out);
}

}  // namespace

void addContentRoutes(Api::State& state) {
  const auto add = [&](const char* path, const char* operation,
                       Response (*answer)(Api::State&, Call&)) {
    state.routes.push_back({.method = "GET",
                            .path = path,
                            .operation = operation,
                            .any_of = {core::Role::kRead},
                            .personal = true,
                            .answer = [&state, answer](Call& call, const std::string&) {
                              return answer(state, call);
                            }});
  };
  add("/api/v1/copies/{copy}/content", "getCopyContent", content);
  add("/api/v1/copies/{copy}/text", "getCopyText",
      [](Api::State& s, Call& call) { return text(s, call); });
  add("/api/v1/copies/{copy}/verification", "getCopyVerification", verification);
}

}  // namespace sohoa::server
