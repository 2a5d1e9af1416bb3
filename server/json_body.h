#pragma once

#include <initializer_list>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "server/message.h"

namespace sohoa::server {

// An object with no other members than these. Throws Error(kBadRequest) naming what is wrong.
[[nodiscard]] nlohmann::json parseObject(const std::string& body,
                                         std::initializer_list<std::string_view> members);
// A member that is a text, NFC, of at most `most` bytes, without control characters; nothing when
// it is absent or null. Throws Error(kBadRequest).
[[nodiscard]] std::optional<std::string> textMember(const nlohmann::json& object, const char* name,
                                                    std::size_t most = 1000);
// The same, but it must be there and not be empty.
[[nodiscard]] std::string neededText(const nlohmann::json& object, const char* name,
                                     std::size_t most = 1000);

[[nodiscard]] Response jsonResponse(const nlohmann::json& body, int status = 200);

// The Idempotency-Key of a creating call, as draft-ietf-httpapi-idempotency-key-header has it: a
// quoted string; bare words are taken too. Throws Error(kKeyRequired), Error(kBadRequest).
[[nodiscard]] std::string idempotencyKey(const Request& request);

// A number in a query. Throws Error(kBadRequest).
[[nodiscard]] std::int64_t wholeNumber(std::string_view text, const char* name, std::int64_t least,
                                       std::int64_t most);
// The one of that name; `usual` when there is none.
[[nodiscard]] std::int64_t numberIn(const std::map<std::string, std::string>& query,
                                    const char* name, std::int64_t least, std::int64_t most,
                                    std::int64_t usual);
// Whether one of that name is there, with the only word that it may be. Throws Error(kBadRequest).
[[nodiscard]] bool flagged(const std::map<std::string, std::string>& query, const char* name,
                           const char* word);

}  // namespace sohoa::server
