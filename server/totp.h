#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"

namespace sohoa::server {

// The second factor: codes of time as RFC 6238 has them, with SHA-1, six digits and steps of 30
// seconds, which every authenticator takes; and codes for the day the telephone is lost.

// 160 random bits in base32 (RFC 4648 section 6) without padding.
[[nodiscard]] std::string newTotpSecret();
// What an authenticator takes in, as text or QR code.
[[nodiscard]] std::string otpauthUri(std::string_view secret, std::string_view issuer,
                                     std::string_view login);
[[nodiscard]] std::string totpCode(std::string_view secret, std::int64_t step);
// The step that a code is of: the one of `now`, or a neighbour, as telephones' clocks go wrong.
// Nothing for any other text.
[[nodiscard]] std::optional<std::int64_t> totpStep(std::string_view secret, std::string_view code,
                                                   core::Timestamp now);

// Ten codes of 80 random bits, in groups of four.
[[nodiscard]] std::vector<std::string> newRecoveryCodes();
// What is kept of one; as people type it, in either case, with or without its hyphens.
[[nodiscard]] std::string recoveryDigest(std::string_view code);

}  // namespace sohoa::server
