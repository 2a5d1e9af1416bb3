#include "signing/remote_key.h"

#include <nlohmann/json.hpp>

#include "signing/algorithms.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxAnswer = 1U << 20U;

std::string toBase64(ByteView bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

Bytes fromBase64(const std::string& text) {
  Bytes bytes(text.size());
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (size < 0 || text.size() % 4 != 0) {
    throw core::Error(kRemoteRefused, {.detail = "the service sent no base64"});
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string oidText(int nid) {
  char text[80];
  const int size = OBJ_obj2txt(text, sizeof text, OBJ_nid2obj(nid), 1);
  return {text, static_cast<std::size_t>(size)};
}

// signAlgo and, for PSS, its parameters (CSC API v2 clause 11.11).
void describeAlgorithm(json& request, const SignatureScheme& scheme) {
  const AlgorPtr algorithm(X509_ALGOR_new());
  ensure(algorithm != nullptr, kCryptoFailed, "X509_ALGOR_new");
  setSignatureAlgorithm(algorithm.get(), scheme);
  const ASN1_OBJECT* object = nullptr;
  int type = V_ASN1_UNDEF;
  const void* value = nullptr;
  X509_ALGOR_get0(&object, &type, &value, algorithm.get());
  request["signAlgo"] = oidText(OBJ_obj2nid(object));
  if (type != V_ASN1_SEQUENCE) return;
  const auto* string = static_cast<const ASN1_STRING*>(value);
  request["signAlgoParams"] = toBase64(
      {ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))});
}

bool isDer(ByteView value) {
  const auto* at = value.data();
  const core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free> parsed(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(value.size())));
  static_cast<void>(drainOpensslErrors());
  return parsed && at == value.data() + value.size();
}

}  // namespace

struct RemoteKey::State {
  core::HttpClient& client;
  RemoteKeyOptions options;
  Bytes certificate;
  std::vector<Bytes> chain;

  [[nodiscard]] json call(const std::string& method, const json& body) const;
};

json RemoteKey::State::call(const std::string& method, const json& body) const {
  const std::string text = body.dump();
  core::HttpRequest request;
  request.method = "POST";
  request.url = options.service + "/" + method;
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (options.access_token) request.headers["Authorization"] = "Bearer " + options.access_token();
  request.body.assign(text.begin(), text.end());
  request.timeout = options.timeout;
  request.max_response_bytes = kMaxAnswer;
  const auto response = client.send(request);
  if (response.status == 429 || response.status >= 500) {
    throw core::Error(kRemoteUnavailable,
                      {.detail = method + ": HTTP status " + std::to_string(response.status)});
  }
  auto answer = json::parse(response.body, nullptr, false);
  if (response.status != 200 || !answer.is_object()) {
    // "error" is a machine word of the API; its description may name the user.
    const auto word = answer.is_object() ? answer.value("error", json()) : json();
    throw core::Error(kRemoteRefused,
                      {.detail = method + ": HTTP status " + std::to_string(response.status) +
                                 (word.is_string() ? ", " + word.get<std::string>() : "")});
  }
  return answer;
}

RemoteKey::RemoteKey(core::HttpClient& client, RemoteKeyOptions options) {
  auto state = std::make_unique<State>(State{client, std::move(options), {}, {}});
  const auto info = state->call("credentials/info", {{"credentialID", state->options.credential},
                                                     {"certificates", "chain"},
                                                     {"certInfo", false}});
  std::vector<X509Ptr> certificates;
  const auto listed = info.value("/cert/certificates"_json_pointer, json::array());
  for (const auto& each : listed) {
    if (!each.is_string()) throw core::Error(kRemoteRefused, {.detail = "certificates"});
    certificates.push_back(certificateFromDer(fromBase64(each.get<std::string>())));
  }
  if (certificates.empty()) throw core::Error(kRemoteRefused, {.detail = "no certificate"});
  std::vector<X509*> others;
  for (const auto& each : certificates) others.push_back(each.get());
  state->certificate = toDer(certificates.front().get());
  for (const auto& issuer : chainOf(certificates.front().get(), others)) {
    state->chain.push_back(toDer(issuer.get()));
  }
  state_ = std::move(state);
}

RemoteKey::~RemoteKey() = default;

const Bytes& RemoteKey::certificate() const { return state_->certificate; }

const std::vector<Bytes>& RemoteKey::chain() const { return state_->chain; }

Bytes RemoteKey::sign(ByteView message, const SignatureScheme& scheme) const {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  ensure(EVP_Digest(message.data(), message.size(), digest.data(), &size, digestOf(scheme.hash),
                    nullptr) == 1,
         kCryptoFailed, "EVP_Digest");
  digest.resize(size);
  json common{{"credentialID", state_->options.credential},
              {"hashes", json::array({toBase64(digest)})},
              {"hashAlgorithmOID", oidText(EVP_MD_get_type(digestOf(scheme.hash)))}};
  auto authorise = common;
  authorise["numSignatures"] = 1;
  if (state_->options.pin) {
    authorise["authData"] = json::array({{{"id", "PIN"}, {"value", state_->options.pin()}}});
  }
  const auto permission = state_->call("credentials/authorize", authorise);
  auto request = std::move(common);
  request["SAD"] = permission.value("SAD", "");
  describeAlgorithm(request, scheme);
  const auto answer = state_->call("signatures/signHash", request);
  const auto list = answer.value("signatures", json::array());
  if (list.size() != 1 || !list[0].is_string()) {
    throw core::Error(kRemoteRefused, {.detail = "not exactly one signature came back"});
  }
  auto value = fromBase64(list[0].get<std::string>());
  // Services differ in how they write ECDSA values.
  const bool raw = scheme.algorithm == SignatureAlgorithm::kEcdsa && !isDer(value);
  return raw ? ecdsaFromRaw(value) : value;
}

}  // namespace sohoa::signing
