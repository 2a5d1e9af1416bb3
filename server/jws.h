#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace sohoa::server {

// The claims of a JWT (RFC 7519) that one of the keys of a JSON Web Key Set (RFC 7517) signed, by
// ES256 or RS256 and nothing else; a key is only ever used as what it is, so that a public key is
// never taken for a shared secret. Nothing for any other token, for RSA below 2048 bits, and where
// a `type` is wanted and the token's "typ" is another.
[[nodiscard]] std::optional<nlohmann::json> signedClaims(std::string_view token,
                                                         const nlohmann::json& key_set,
                                                         std::string_view type = {});

}  // namespace sohoa::server
