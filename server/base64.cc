#include "server/base64.h"

namespace sohoa::server {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::span<const std::uint8_t> bytes, std::string_view digits) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t pending = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    pending = (pending << 8U) | byte;
    for (bits += 8; bits >= 6; bits -= 6) {
      out += digits[(pending >> static_cast<unsigned>(bits - 6)) & 63U];
    }
  }
  if (bits > 0) out += digits[(pending << static_cast<unsigned>(6 - bits)) & 63U];
  return out;
}

std::optional<std::vector<std::uint8_t>> decode(std::string_view text, std::string_view digits) {
  std::vector<std::uint8_t> out;
  std::uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    pending = (pending << 6U) | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::uint8_t>(pending >> static_cast<unsigned>(bits)));
    }
  }
  // One value has one spelling: what is left over must be zero.
  const bool spare = bits > 0 && (pending & ((1U << static_cast<unsigned>(bits)) - 1U)) != 0;
  if (bits >= 6 || spare) return std::nullopt;
  return out;
}

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) {
  auto out = encode(bytes, kDigits);
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string base64Url(std::span<const std::uint8_t> bytes) { return encode(bytes, kUrlDigits); }

std::string base64Url(std::string_view text) {
  return base64Url(
      std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));  // NOLINT
}

std::optional<std::vector<std::uint8_t>> fromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  return decode(text, kDigits);
}

std::optional<std::vector<std::uint8_t>> fromBase64Url(std::string_view text) {
  return decode(text, kUrlDigits);
}

}  // namespace sohoa::server
