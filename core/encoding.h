#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sohoa::core {

// RFC 3986: all but A-Z a-z 0-9 - . _ ~ become %XX in upper case; "/" too unless `keep_slashes`.
[[nodiscard]] std::string percentEncoded(std::string_view text, bool keep_slashes = false);

// RFC 4648 section 4, with padding.
[[nodiscard]] std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace sohoa::core
