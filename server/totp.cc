#include "server/totp.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <span>

#include "core/digest.h"
#include "core/error.h"
#include "core/random.h"

namespace sohoa::server {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t kStep = 30;
constexpr std::size_t kDigits = 6;

std::string base32(std::span<const std::uint8_t> bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    held = (held << 8U) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[(held >> (bits - 5)) & 31U];
  }
  if (bits > 0) out += kAlphabet[(held << (5 - bits)) & 31U];
  return out;
}

std::vector<std::uint8_t> fromBase32(std::string_view text) {
  std::vector<std::uint8_t> out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return {};
    held = (held << 5U) | static_cast<std::uint32_t>(value);
    if ((bits += 5) >= 8) out.push_back(static_cast<std::uint8_t>(held >> (bits -= 8)));
  }
  return out;
}

template <std::size_t Size>
std::string randomBase32() {
  std::array<std::uint8_t, Size> bytes{};
  core::fillRandom(bytes);
  return base32(bytes);
}

// RFC 3986 section 2.3.
std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

}  // namespace

std::string newTotpSecret() { return randomBase32<20>(); }

std::string otpauthUri(std::string_view secret, std::string_view issuer, std::string_view login) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits=6&period=30",
                     escaped(issuer), escaped(login), secret, escaped(issuer));
}

std::string totpCode(std::string_view secret, std::int64_t step) {
  const auto key = fromBase32(secret);
  std::array<std::uint8_t, 8> counter{};
  for (int i = 7; i >= 0; --i, step >>= 8) {
    counter[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(step & 0xFF);
  }
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(),
           mac.data(), &size) == nullptr) {
    throw core::Error(core::kInternal, {.detail = "HMAC"});
  }
  // RFC 4226 section 5.3.
  const std::size_t at = mac[size - 1] & 0xFU;
  const std::uint32_t number = ((mac[at] & 0x7FU) << 24U) | (std::uint32_t{mac[at + 1]} << 16U) |
                               (std::uint32_t{mac[at + 2]} << 8U) | mac[at + 3];
  return fmt::format("{:06}", number % 1000000);
}

std::optional<std::int64_t> totpStep(std::string_view secret, std::string_view code,
                                     core::Timestamp now) {
  // A secret that did not open is none: under an empty key anybody could tell the code.
  if (fromBase32(secret).empty() || code.size() != kDigits) return std::nullopt;
  const auto here =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / kStep;
  std::optional<std::int64_t> found;
  for (auto step = here - 1; step <= here + 1; ++step) {
    const auto due = totpCode(secret, step);
    if (CRYPTO_memcmp(due.data(), code.data(), kDigits) == 0) found = step;
  }
  return found;
}

std::vector<std::string> newRecoveryCodes() {
  std::vector<std::string> codes;
  for (int i = 0; i < 10; ++i) {
    const auto text = randomBase32<10>();
    codes.push_back(fmt::format("{}-{}-{}-{}", text.substr(0, 4), text.substr(4, 4),
                                text.substr(8, 4), text.substr(12, 4)));
  }
  return codes;
}

std::string recoveryDigest(std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  // 80 random bits need no slow hash.
  return core::sha256(plain).hex();
}

}  // namespace sohoa::server
