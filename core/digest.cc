#include "core/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <utility>

#include "core/error.h"
#include "core/sha512.h"
#include "core/unique_handle.h"

namespace sohoa::core {
namespace {

using DigestContext = UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;

void require(bool ok) {
  if (!ok) throw Error(kInternal, {.detail = "hashing failed"});
}

std::string hexOf(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  throw Error(kInternal, {.detail = "not a hex digit"});
}

}  // namespace

Sha256 Sha256::fromHex(std::string_view hex) {
  if (hex.size() != 2 * kSize) throw Error(kInternal, {.detail = "a SHA-256 has 64 hex digits"});
  std::array<std::uint8_t, kSize> bytes{};
  for (std::size_t i = 0; i < kSize; ++i) {
    bytes[i] = static_cast<std::uint8_t>(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
  }
  return Sha256(bytes);
}

std::string Sha256::hex() const { return hexOf(bytes_); }

struct Sha256Stream::State {
  DigestContext context{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  require(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(std::span<const std::uint8_t> bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Sha256 Sha256Stream::finish() {
  std::array<std::uint8_t, Sha256::kSize> bytes{};
  require(EVP_DigestFinal_ex(state_->context.get(), bytes.data(), nullptr) == 1);
  return Sha256(bytes);
}

struct Sha512Stream::State {
  DigestContext context{EVP_MD_CTX_new()};
};

Sha512Stream::Sha512Stream() : state_(std::make_unique<State>()) {
  require(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha512(), nullptr) == 1);
}
Sha512Stream::~Sha512Stream() = default;
Sha512Stream::Sha512Stream(Sha512Stream&&) noexcept = default;
Sha512Stream& Sha512Stream::operator=(Sha512Stream&&) noexcept = default;

void Sha512Stream::update(std::span<const std::uint8_t> bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha512Stream::finish() {
  std::array<std::uint8_t, 64> bytes{};
  require(EVP_DigestFinal_ex(state_->context.get(), bytes.data(), nullptr) == 1);
  return hexOf(bytes);
}

Sha256 sha256(std::span<const std::uint8_t> bytes) {
  Sha256Stream stream;
  stream.update(bytes);
  return stream.finish();
}

Sha256 sha256(std::string_view bytes) {
  return sha256({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Sha256 hmacSha256(std::span<const std::uint8_t> key, std::string_view text) {
  static constexpr unsigned char kNothing = 0;  // OpenSSL takes a null key for "the key before"
  std::array<std::uint8_t, Sha256::kSize> bytes{};
  unsigned size = 0;
  require(::HMAC(EVP_sha256(), key.empty() ? &kNothing : key.data(), static_cast<int>(key.size()),
                 reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(),
                 &size) != nullptr &&
          size == bytes.size());
  return Sha256(bytes);
}

}  // namespace sohoa::core
