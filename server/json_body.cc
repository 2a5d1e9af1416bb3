#include "server/json_body.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "server/errors.h"

namespace sohoa::server {

using core::Error;
using nlohmann::json;

namespace {

constexpr std::size_t kMostKey = 128;
constexpr int kMostDepth = 16;

[[noreturn]] void bad(const std::string& what) { throw Error(kBadRequest, {.detail = what}); }

}  // namespace

json parseObject(const std::string& body, std::initializer_list<std::string_view> members) {
  // Deep nesting is for stacks to overflow, not for this API.
  const json::parser_callback_t shallow = [](int depth, json::parse_event_t, json&) {
    if (depth > kMostDepth) bad("JSON is nested too deeply");
    return true;
  };
  json object;
  try {
    object = json::parse(body, shallow);
  } catch (const json::exception&) {
    bad("the body is not JSON");
  }
  if (!object.is_object()) bad("the body is no JSON object");
  for (const auto& [name, value] : object.items()) {
    if (std::find(members.begin(), members.end(), name) == members.end()) {
      bad("unknown member " + core::printable(name));
    }
  }
  return object;
}

std::optional<std::string> textMember(const json& object, const char* name, std::size_t most) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::nullopt;
  if (!found->is_string()) bad(std::string(name) + " is no text");
  auto text = core::toNfc(found->get_ref<const std::string&>());
  if (text.size() > most) bad(std::string(name) + " is too long");
  if (std::any_of(text.begin(), text.end(),
                  [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    bad(std::string(name) + " holds control characters");
  }
  return text;
}

std::string neededText(const json& object, const char* name, std::size_t most) {
  auto text = textMember(object, name, most);
  if (!text || text->empty()) bad(std::string(name) + " is needed");
  return *std::move(text);
}

Response jsonResponse(const json& body, int status) {
  Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  response.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

std::string idempotencyKey(const Request& request) {
  auto key = request.header("idempotency-key");
  if (key.empty()) throw Error(kKeyRequired, {});
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"')
    key = key.substr(1, key.size() - 2);
  const bool plain = !key.empty() && key.size() <= kMostKey &&
                     std::all_of(key.begin(), key.end(), [](unsigned char c) {
                       return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
                     });
  if (!plain) bad("Idempotency-Key is not 1 to 128 printable characters");
  return key;
}

std::int64_t wholeNumber(std::string_view text, const char* name, std::int64_t least,
                         std::int64_t most) {
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value < least ||
      value > most) {
    bad(std::string(name) + " is no number from " + std::to_string(least) + " to " +
        std::to_string(most));
  }
  return value;
}

std::int64_t numberIn(const std::map<std::string, std::string>& query, const char* name,
                      std::int64_t least, std::int64_t most, std::int64_t usual) {
  const auto found = query.find(name);
  return found == query.end() ? usual : wholeNumber(found->second, name, least, most);
}

bool flagged(const std::map<std::string, std::string>& query, const char* name, const char* word) {
  const auto found = query.find(name);
  if (found == query.end()) return false;
  if (found->second != word) {
    throw Error(kBadRequest, {.detail = std::string(name) + " is \"" + word + "\" or not there"});
  }
  return true;
}

}  // namespace sohoa::server
