#include "server/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <span>

#include "core/error.h"
#include "core/random.h"
#include "server/base64.h"

namespace sohoa::server {
namespace {

constexpr std::string_view kPrefix = "$scrypt$ln=14,r=8,p=1$";
constexpr std::uint64_t kCost = 1U << 14U;
constexpr std::uint64_t kMemory = 64U << 20U;
constexpr std::size_t kSalt = 16;
using Hash = std::array<std::uint8_t, 32>;

template <std::size_t Size>
std::array<std::uint8_t, Size> randomBytes() {
  std::array<std::uint8_t, Size> bytes{};
  core::fillRandom(bytes);
  return bytes;
}

Hash scrypt(std::string_view secret, std::span<const std::uint8_t> salt) {
  Hash hash{};
  if (EVP_PBE_scrypt(secret.data(), secret.size(), salt.data(), salt.size(), kCost, 8, 1, kMemory,
                     hash.data(), hash.size()) != 1) {
    throw core::Error(core::kOutOfMemory, {.detail = "scrypt"});
  }
  return hash;
}

}  // namespace

std::string newSecret() { return base64Url(randomBytes<32>()); }

std::string hashSecret(std::string_view secret) {
  const auto salt = randomBytes<kSalt>();
  return std::string(kPrefix) + base64Url(salt) + "$" + base64Url(scrypt(secret, salt));
}

bool secretFits(std::string_view secret, std::string_view hash) {
  if (hash.substr(0, kPrefix.size()) != kPrefix) return false;
  hash.remove_prefix(kPrefix.size());
  const auto middle = hash.find('$');
  if (middle == std::string_view::npos) return false;
  const auto salt = fromBase64Url(hash.substr(0, middle));
  const auto due = fromBase64Url(hash.substr(middle + 1));
  if (!salt || !due || due->size() != Hash{}.size()) return false;
  const auto got = scrypt(secret, *salt);
  return CRYPTO_memcmp(got.data(), due->data(), got.size()) == 0;
}

}  // namespace sohoa::server
