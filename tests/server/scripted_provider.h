#pragma once

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/http_client.h"
#include "core/unique_handle.h"
#include "server/base64.h"
#include "server/uri.h"

namespace sohoa::server {

// An identity provider that says whatever a test has it say, for lies that a real one never tells.
class ScriptedProvider final : public core::HttpClient {
 public:
  static constexpr const char* kIssuer = "https://id.test";

  explicit ScriptedProvider(const core::Clock& clock) : clock_(clock) {}

  [[nodiscard]] core::HttpResponse send(const core::HttpRequest& request) override {
    asked.push_back(request.url);
    if (request.url == std::string(kIssuer) + "/.well-known/openid-configuration") {
      return answer(document);
    }
    if (request.url == std::string(kIssuer) + "/keys") return answer(keys());
    last_form = parseForm(std::string(request.body.begin(), request.body.end())).value();
    last_authorization = request.headers.count("Authorization") != 0
                             ? request.headers.at("Authorization")
                             : std::string();
    return answer({{"id_token", mint(claims())}, {"access_token", "x"}, {"token_type", "Bearer"}});
  }

  // As they should be; a test changes them by `alter`.
  [[nodiscard]] nlohmann::json claims() const {
    const auto now = clock_.now().time_since_epoch().count() / 1000;
    nlohmann::json out{{"iss", kIssuer}, {"aud", "sohoa"},   {"sub", "person-1"},
                       {"iat", now},     {"exp", now + 300}, {"nonce", nonce}};
    if (alter) alter(out);
    return out;
  }
  [[nodiscard]] nlohmann::json keys() const {
    return {{"keys", {{{"kty", "oct"}, {"kid", "k0"}, {"k", "c2VjcmV0"}}, ecJwk(), rsaJwk()}}};
  }
  static std::string joined(const nlohmann::json& head, const nlohmann::json& body) {
    return base64Url(head.dump()) + "." + base64Url(body.dump());
  }
  [[nodiscard]] std::string es256(const nlohmann::json& body, std::string kid = "ec") const {
    const auto text = joined({{"alg", "ES256"}, {"kid", kid}}, body);
    const auto der = signedText(ec_.get(), text);
    const unsigned char* at = der.data();
    const core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free> parts(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    std::vector<std::uint8_t> pair(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), pair.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), pair.data() + 32, 32);
    return text + "." + base64Url(pair);
  }
  [[nodiscard]] std::string rs256(const nlohmann::json& body) const {
    const auto text = joined({{"alg", "RS256"}, {"kid", "rsa"}}, body);
    return text + "." + base64Url(signedText(rsa_.get(), text));
  }
  // By the public key taken for a shared secret, the oldest trick there is.
  [[nodiscard]] std::string hs256(const nlohmann::json& body, const std::string& kid) const {
    const auto text = joined({{"alg", "HS256"}, {"kid", kid}}, body);
    const core::UniqueHandle<BIO, &BIO_free_all> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(out.get(), kid == "rsa" ? rsa_.get() : ec_.get());
    char* pem = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &pem);
    std::vector<std::uint8_t> mac(32);
    HMAC(EVP_sha256(), pem, static_cast<int>(size),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), nullptr);
    return text + "." + base64Url(mac);
  }
  void renewKeys() { ec_.reset(EVP_EC_gen("P-256")); }

  nlohmann::json document{{"issuer", kIssuer},
                          {"authorization_endpoint", std::string(kIssuer) + "/authorize"},
                          {"token_endpoint", std::string(kIssuer) + "/token"},
                          {"jwks_uri", std::string(kIssuer) + "/keys"}};
  std::string nonce;
  std::function<void(nlohmann::json&)> alter;
  std::function<std::string(const nlohmann::json&)> mint = [this](const nlohmann::json& body) {
    return es256(body);
  };
  std::vector<std::string> asked;
  std::map<std::string, std::string> last_form;
  std::string last_authorization;

 private:
  using PkeyPtr = core::UniqueHandle<EVP_PKEY, &EVP_PKEY_free>;

  static core::HttpResponse answer(const nlohmann::json& body) {
    const auto text = body.dump();
    return {200, {}, {text.begin(), text.end()}};
  }
  static std::string number(EVP_PKEY* key, const char* name, int size = 0) {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    const core::UniqueHandle<BIGNUM, &BN_free> owner(value);
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(value)));
    BN_bn2binpad(value, bytes.data(), static_cast<int>(bytes.size()));
    return base64Url(bytes);
  }
  [[nodiscard]] nlohmann::json ecJwk() const {
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"kid", "ec"},
            {"x", number(ec_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32)},
            {"y", number(ec_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
  }
  [[nodiscard]] nlohmann::json rsaJwk() const {
    return {{"kty", "RSA"},
            {"kid", "rsa"},
            {"n", number(rsa_.get(), OSSL_PKEY_PARAM_RSA_N)},
            {"e", number(rsa_.get(), OSSL_PKEY_PARAM_RSA_E)}};
  }
  static std::vector<std::uint8_t> signedText(EVP_PKEY* key, const std::string& text) {
    const core::UniqueHandle<EVP_MD_CTX, &EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    std::vector<std::uint8_t> out(512);
    std::size_t size = out.size();
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
    EVP_DigestSign(context.get(), out.data(), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    out.resize(size);
    return out;
  }

  const core::Clock& clock_;
  PkeyPtr ec_{EVP_EC_gen("P-256")};
  PkeyPtr rsa_{EVP_RSA_gen(2048)};
};

}  // namespace sohoa::server
