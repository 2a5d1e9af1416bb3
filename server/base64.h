#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::server {

// RFC 4648 section 4, with padding.
[[nodiscard]] std::string base64(std::span<const std::uint8_t> bytes);
// RFC 4648 section 5, without padding (RFC 7515 section 2).
[[nodiscard]] std::string base64Url(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string base64Url(std::string_view text);

// Nothing when the text is not exactly what base64() or base64Url() would write.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> fromBase64(std::string_view text);
[[nodiscard]] std::optional<std::vector<std::uint8_t>> fromBase64Url(std::string_view text);

}  // namespace sohoa::server
