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
#include "server/json_body.h"

namespace sohoa::server {
namespace {

using core::Error;
using nlohmann::json;

// RFC 9110 section 13.1: whether a list of entity tags names this one. Weak tags match as well
// where that is allowed, which it is for If-None-Match.
bool names(std::string_view list, const std::string& tag) {
  if (list == "*") return true;
  for (auto at = list.find(tag); at != std::string_view::npos; at = list.find(tag, at + 1)) {
    const auto end = at + tag.size();
    if (end == list.size() || list[end] == ',' || list[end] == ' ') return true;
  }
  return false;
}

Response content(Api::State& state, Call& call) {
  const auto copy = seenCopy(state, call);
  const auto tag = entityTag(copy.content);
  const auto& request = call.request;
  Response response;
  response.set("ETag", tag);
  response.set("Cache-Control", "private, no-cache");
  if (const auto match = request.header("if-match"); !match.empty() && !names(match, tag)) {
    response.status = 412;
    return response;
  }
  if (const auto none = request.header("if-none-match"); !none.empty() && names(none, tag)) {
    response.status = 304;
    return response;
  }
  auto opened = state.blob_check.open(copy.content);
  response.set("Accept-Ranges", "bytes");
  // RFC 9530: of the whole, also where a part is sent.
  response.set("Repr-Digest", "sha-256=:" + base64(copy.content.bytes()) + ":");
  response.set("Content-Type", "application/pdf");
  response.set("Content-Disposition", "attachment; filename=\"" + copy.id + ".pdf\"");
  ByteRange range;
  const auto if_range = request.header("if-range");
  const auto wanted = if_range.empty() || if_range == tag ? request.header("range") : std::string();
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
  // Damage is found by the digest first and told as such.
  static_cast<void>(state.blob_check.open(copy.content));
  core::VerifyRequest request;
  // Copies that came signed from elsewhere are not of the shape that this house gives its own.
  request.policy = copy.product == core::Product::kArchived ? core::VerifyRequest::Policy::kGeneric
                                                            : core::VerifyRequest::Policy::kSohoa;
  const auto report =
      state.parts.verifier.verify(state.parts.blobs.localFile(copy.content), request);
  auto out = core::verificationJson(report);
  out["copy"] = copy.id;
  out["sha256"] = copy.content.hex();
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
