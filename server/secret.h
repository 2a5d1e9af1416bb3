#pragma once

#include <string>
#include <string_view>

namespace sohoa::server {

// 256 random bits as text for a client's secret.
[[nodiscard]] std::string newSecret();

// scrypt (RFC 7914), N = 2^14, r = 8, p = 1, 128 bits of salt: "$scrypt$ln=14,r=8,p=1$SALT$HASH".
[[nodiscard]] std::string hashSecret(std::string_view secret);
// In constant time for hashes of one shape. False also when the hash is not of that form.
[[nodiscard]] bool secretFits(std::string_view secret, std::string_view hash);

}  // namespace sohoa::server
