#include "server/token.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/digest.h"
#include "core/file.h"
#include "core/random.h"
#include "core/unique_handle.h"
#include "server/base64.h"
#include "server/errors.h"

namespace sohoa::server {

using nlohmann::json;

namespace {

constexpr core::ErrorCode kBadTokenKey{
    "server.bad_token_key", core::Retry::kConfigure,
    "Khoá ký mã truy cập không đọc được hoặc không phải P-256; hãy xoá tệp để tạo khoá mới.",
    "The key that signs access tokens cannot be read or is no P-256 key; remove the file to get a "
    "new one."};
constexpr std::string_view kAudience = "sohoa-api";
constexpr std::size_t kNumber = 32;  // bytes of r and of s
constexpr std::size_t kMostToken = 4096;

using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;
using MdCtxPtr = core::UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;
using BioPtr = core::UniqueHandle<BIO, &BIO_free_all>;
using SigPtr = core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free>;
using BignumPtr = core::UniqueHandle<BIGNUM, &BN_free>;

PkeyPtr makeKey(const std::filesystem::path& file) {
  PkeyPtr key(EVP_EC_gen("P-256"));
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (!key || !out ||
      PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw core::Error(core::kInternal, {.detail = "EVP_EC_gen"});
  }
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  std::filesystem::create_directories(file.parent_path());
  core::writeFileAtomically(file, std::string_view(text, static_cast<std::size_t>(size)), 0600);
  return key;
}

PkeyPtr readKey(const std::filesystem::path& file) {
  const auto text = core::readText(file);
  const BioPtr in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  PkeyPtr key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (!key || EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &length) != 1 ||
      std::string_view(group.data(), length) != "prime256v1") {
    throw core::Error(kBadTokenKey, {.file = file.string()});
  }
  return key;
}

std::string coordinate(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  const BignumPtr owner(number);
  std::array<std::uint8_t, kNumber> bytes{};
  if (!owner || BN_bn2binpad(owner.get(), bytes.data(), kNumber) != static_cast<int>(kNumber)) {
    throw core::Error(core::kInternal, {.detail = "public key"});
  }
  return base64Url(bytes);
}

// RFC 7518 section 3.4: r and s side by side instead of DER.
std::vector<std::uint8_t> sign(EVP_PKEY* key, std::string_view text) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  std::array<std::uint8_t, 128> der{};
  std::size_t size = der.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), der.data(), &size,
                     reinterpret_cast<const unsigned char*>(text.data()),  // NOLINT
                     text.size()) != 1) {
    throw core::Error(core::kInternal, {.detail = "EVP_DigestSign"});
  }
  const unsigned char* at = der.data();
  const SigPtr signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  std::vector<std::uint8_t> out(2 * kNumber);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out.data(), kNumber);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out.data() + kNumber, kNumber);
  return out;
}

bool verify(EVP_PKEY* key, std::string_view text, std::span<const std::uint8_t> signature) {
  if (signature.size() != 2 * kNumber) return false;
  const SigPtr parts(ECDSA_SIG_new());
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(signature.data(), kNumber, nullptr),
                 BN_bin2bn(signature.data() + kNumber, kNumber, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) return false;
  const MdCtxPtr context(EVP_MD_CTX_new());
  const bool ok = EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                  EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size),
                                   reinterpret_cast<const unsigned char*>(text.data()),  // NOLINT
                                   text.size()) == 1;
  OPENSSL_free(der);
  return ok;
}

std::int64_t seconds(core::Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::optional<json> parsed(std::string_view part) {
  const auto bytes = fromBase64Url(part);
  if (!bytes) return std::nullopt;
  auto value = json::parse(bytes->begin(), bytes->end(), nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::string text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

struct TokenMint::State {
  PkeyPtr key;
  std::string issuer;
  const core::Clock& clock;
  std::string x, y, id;

  [[nodiscard]] std::string signedText(const char* type, const json& claims) const {
    const json head{{"alg", "ES256"}, {"typ", type}, {"kid", id}};
    const auto text = base64Url(head.dump()) + "." + base64Url(claims.dump());
    return text + "." + base64Url(sign(key.get(), text));
  }
};

TokenMint::TokenMint(const std::filesystem::path& key, std::string issuer, const core::Clock& clock)
    : state_(
          std::make_unique<State>(State{std::filesystem::exists(key) ? readKey(key) : makeKey(key),
                                        std::move(issuer),
                                        clock,
                                        {},
                                        {},
                                        {}})) {
  state_->x = coordinate(state_->key.get(), OSSL_PKEY_PARAM_EC_PUB_X);
  state_->y = coordinate(state_->key.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
  // RFC 7638: the digest of the required members in order.
  state_->id = base64Url(core::sha256(R"({"crv":"P-256","kty":"EC","x":")" + state_->x +
                                      R"(","y":")" + state_->y + R"("})")
                             .bytes());
}

TokenMint::~TokenMint() = default;

std::string TokenMint::issue(const std::string& client, const std::string& certificate,
                             std::chrono::seconds life) const {
  const auto now = seconds(state_->clock.now());
  json claims{
      {"iss", state_->issuer},     {"aud", kAudience},          {"sub", client}, {"iat", now},
      {"exp", now + life.count()}, {"jti", core::randomHex(16)}};
  if (!certificate.empty()) claims["cnf"] = {{"x5t#S256", certificate}};
  return state_->signedText("at+jwt", claims);
}

std::string TokenMint::attest(const json& claims) const {
  auto all = claims;
  all["iss"] = state_->issuer;
  return state_->signedText("receipt+jwt", all);
}

const std::string& TokenMint::issuer() const { return state_->issuer; }

std::optional<TokenClaims> TokenMint::read(std::string_view token) const {
  const auto last = token.rfind('.');
  const auto first = token.find('.');
  if (token.size() > kMostToken || first == std::string_view::npos || first == last) {
    return std::nullopt;
  }
  const auto signature = fromBase64Url(token.substr(last + 1));
  const auto head = parsed(token.substr(0, first));
  const auto claims = parsed(token.substr(first + 1, last - first - 1));
  if (!signature || !head || !claims) return std::nullopt;
  if (text(*head, "alg") != "ES256" || text(*head, "typ") != "at+jwt" || head->contains("crit")) {
    return std::nullopt;
  }
  if (!verify(state_->key.get(), token.substr(0, last), *signature)) return std::nullopt;
  const auto expires = claims->find("exp");
  if (text(*claims, "iss") != state_->issuer || text(*claims, "aud") != kAudience ||
      expires == claims->end() || !expires->is_number_integer()) {
    return std::nullopt;
  }
  TokenClaims out;
  out.expires = core::Timestamp(std::chrono::seconds(expires->get<std::int64_t>()));
  if (out.expires <= state_->clock.now()) return std::nullopt;
  out.client = text(*claims, "sub");
  if (const auto bound = claims->find("cnf"); bound != claims->end()) {
    out.certificate = bound->is_object() ? text(*bound, "x5t#S256") : std::string();
    if (out.certificate.empty()) return std::nullopt;
  }
  return out;
}

std::string TokenMint::keySet() const {
  return json{{"keys",
               {{{"kty", "EC"},
                 {"crv", "P-256"},
                 {"use", "sig"},
                 {"alg", "ES256"},
                 {"kid", state_->id},
                 {"x", state_->x},
                 {"y", state_->y}}}}}
      .dump();
}

}  // namespace sohoa::server
