#include "server/jws.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/unique_handle.h"
#include "server/base64.h"

namespace sohoa::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMostToken = 16384;
constexpr std::size_t kNumber = 32;  // bytes of r and of s

using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;
using PkeyCtxPtr = core::UniqueHandle<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;
using MdCtxPtr = core::UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free>;
using BuilderPtr = core::UniqueHandle<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free>;
using ParamPtr = core::UniqueHandle<OSSL_PARAM, &OSSL_PARAM_free>;
using BignumPtr = core::UniqueHandle<BIGNUM, &BN_free>;
using SigPtr = core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free>;
using Bytes = std::vector<std::uint8_t>;

std::string text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<json> parsed(std::string_view part) {
  const auto bytes = fromBase64Url(part);
  if (!bytes) return std::nullopt;
  auto value = json::parse(bytes->begin(), bytes->end(), nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

PkeyPtr made(const char* type, OSSL_PARAM_BLD* builder) {
  const ParamPtr parameters(OSSL_PARAM_BLD_to_param(builder));
  const PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return {};
  }
  return PkeyPtr(key);
}

PkeyPtr ecKey(const json& jwk) {
  const auto x = fromBase64Url(text(jwk, "x"));
  const auto y = fromBase64Url(text(jwk, "y"));
  if (text(jwk, "crv") != "P-256" || !x || !y || x->size() != kNumber || y->size() != kNumber) {
    return {};
  }
  Bytes point{4};  // uncompressed, SEC 1 section 2.3.3
  point.insert(point.end(), x->begin(), x->end());
  point.insert(point.end(), y->begin(), y->end());
  const BuilderPtr builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return {};
  }
  return made("EC", builder.get());
}

PkeyPtr rsaKey(const json& jwk) {
  const auto n = fromBase64Url(text(jwk, "n"));
  const auto e = fromBase64Url(text(jwk, "e"));
  if (!n || !e) return {};
  const BignumPtr modulus(BN_bin2bn(n->data(), static_cast<int>(n->size()), nullptr));
  const BignumPtr exponent(BN_bin2bn(e->data(), static_cast<int>(e->size()), nullptr));
  const BuilderPtr builder(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !builder || BN_num_bits(modulus.get()) < 2048 ||
      BN_num_bits(modulus.get()) > 8192 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1) {
    return {};
  }
  return made("RSA", builder.get());
}

// RFC 7518 section 3.4: r and s side by side instead of DER.
Bytes derOf(std::span<const std::uint8_t> pair) {
  const SigPtr parts(ECDSA_SIG_new());
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(pair.data(), kNumber, nullptr),
                 BN_bin2bn(pair.data() + kNumber, kNumber, nullptr));
  Bytes der(static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(parts.get(), nullptr))));
  auto* at = der.data();
  i2d_ECDSA_SIG(parts.get(), &at);
  return der;
}

bool verified(EVP_PKEY* key, std::string_view signed_text,
              std::span<const std::uint8_t> signature) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const unsigned char*>(signed_text.data()),  // NOLINT
                          signed_text.size()) == 1;
}

bool signedBy(const json& jwk, const std::string& algorithm, std::string_view signed_text,
              const Bytes& signature) {
  const auto own = text(jwk, "alg");
  if (text(jwk, "use") == "enc" || (!own.empty() && own != algorithm)) return false;
  if (algorithm == "ES256" && text(jwk, "kty") == "EC" && signature.size() == 2 * kNumber) {
    const auto key = ecKey(jwk);
    return key && verified(key.get(), signed_text, derOf(signature));
  }
  if (algorithm == "RS256" && text(jwk, "kty") == "RSA") {
    const auto key = rsaKey(jwk);
    return key && verified(key.get(), signed_text, signature);
  }
  return false;
}

}  // namespace

std::optional<json> signedClaims(std::string_view token, const json& key_set,
                                 std::string_view type) {
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (token.size() > kMostToken || first == std::string_view::npos || first == last) {
    return std::nullopt;
  }
  const auto head = parsed(token.substr(0, first));
  auto claims = parsed(token.substr(first + 1, last - first - 1));
  const auto signature = fromBase64Url(token.substr(last + 1));
  if (!head || !claims || !signature || head->contains("crit")) return std::nullopt;
  if (!type.empty() && text(*head, "typ") != type) return std::nullopt;
  const auto algorithm = text(*head, "alg");
  const auto id = text(*head, "kid");
  const auto keys = key_set.is_object() ? key_set.find("keys") : key_set.end();
  if (!key_set.is_object() || keys == key_set.end() || !keys->is_array()) return std::nullopt;
  for (const auto& jwk : *keys) {
    if (!jwk.is_object() || (!id.empty() && text(jwk, "kid") != id)) continue;
    if (signedBy(jwk, algorithm, token.substr(0, last), *signature)) return claims;
  }
  return std::nullopt;
}

}  // namespace sohoa::server
