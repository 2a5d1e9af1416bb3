#include "signing/pkcs11_key.h"

#include <map>

#include "signing/algorithms.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"
#include "signing/pkcs11_token.h"

namespace sohoa::signing {
namespace {

using Session = Pkcs11Token::Session;

struct MechanismInput {
  CK_MECHANISM_TYPE mechanism = 0;
  Bytes parameter;
  Bytes data;
};

// DigestInfo (RFC 8017 clause 9.2): SEQUENCE { AlgorithmIdentifier with NULL, OCTET STRING }.
Bytes digestInfo(HashAlgorithm hash, ByteView digest) {
  const core::UniqueHandle<X509_SIG, &X509_SIG_free> info(X509_SIG_new());
  X509_ALGOR* algorithm = nullptr;
  ASN1_OCTET_STRING* value = nullptr;
  ensure(info != nullptr, kCryptoFailed, "X509_SIG_new");
  X509_SIG_getm(info.get(), &algorithm, &value);
  unsigned char* der = nullptr;
  ensure(X509_ALGOR_set0(algorithm, OBJ_nid2obj(EVP_MD_get_type(digestOf(hash))), V_ASN1_NULL,
                         nullptr) == 1 &&
             ASN1_OCTET_STRING_set(value, digest.data(), static_cast<int>(digest.size())) == 1,
         kCryptoFailed, "X509_ALGOR_set0");
  const int size = i2d_X509_SIG(info.get(), &der);
  ensure(size > 0, kCryptoFailed, "i2d_X509_SIG");
  const OpensslMemory memory(der);
  return {der, der + size};
}

template <class T>
Bytes rawBytes(const T& value) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(&value);
  return {begin, begin + sizeof value};
}

Bytes pssParameters(HashAlgorithm hash) {
  CK_RSA_PKCS_PSS_PARAMS params{CKM_SHA256, CKG_MGF1_SHA256, 32};
  if (hash == HashAlgorithm::kSha384) params = {CKM_SHA384, CKG_MGF1_SHA384, 48};
  if (hash == HashAlgorithm::kSha512) params = {CKM_SHA512, CKG_MGF1_SHA512, 64};
  return rawBytes(params);
}

MechanismInput inputFor(ByteView message, const SignatureScheme& scheme) {
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  ensure(EVP_Digest(message.data(), message.size(), digest.data(), &size, digestOf(scheme.hash),
                    nullptr) == 1,
         kCryptoFailed, "EVP_Digest");
  digest.resize(size);
  switch (scheme.algorithm) {
    case SignatureAlgorithm::kRsaPss:
      return {CKM_RSA_PKCS_PSS, pssParameters(scheme.hash), std::move(digest)};
    case SignatureAlgorithm::kRsaPkcs1:
      return {CKM_RSA_PKCS, {}, digestInfo(scheme.hash, digest)};
    case SignatureAlgorithm::kEcdsa:
      return {CKM_ECDSA, {}, std::move(digest)};
  }
  return {};
}

}  // namespace

struct Pkcs11Key::State {
  std::shared_ptr<Pkcs11Token> token;
  std::string label;
  PinSource signing_pin;
  Bytes key_id;
  bool always_authenticate = false;
  Bytes certificate;
  std::vector<Bytes> chain;
  mutable std::mutex mutex;
  mutable std::map<unsigned, CK_OBJECT_HANDLE> handles;  // by generation

  [[nodiscard]] CK_OBJECT_HANDLE findKey(const Session& session) const;
  [[nodiscard]] CK_OBJECT_HANDLE keyIn(const Session& session) const;
  [[nodiscard]] std::vector<X509Ptr> certificatesIn(const Session& session) const;
  void loadCertificates(const Session& session, const std::filesystem::path& file);
  void authenticate(const Session& session) const;
  [[nodiscard]] Bytes signOnce(Session& session, const MechanismInput& input) const;
  [[nodiscard]] Bytes signAgain(const MechanismInput& input) const;
};

CK_OBJECT_HANDLE Pkcs11Key::State::findKey(const Session& session) const {
  CK_OBJECT_CLASS private_key = CKO_PRIVATE_KEY;
  std::vector<CK_ATTRIBUTE> wanted{{CKA_CLASS, &private_key, sizeof private_key}};
  if (!label.empty()) {
    wanted.push_back({CKA_LABEL, const_cast<char*>(label.data()), label.size()});
  }
  const auto found = token->find(session, wanted);
  if (found.empty()) throw core::Error(kKeyNotInToken, {.detail = "key '" + label + "'"});
  if (found.size() > 1) {
    throw core::Error(kKeyNotInToken, {.detail = "several keys fit '" + label + "'"});
  }
  return found.front();
}

CK_OBJECT_HANDLE Pkcs11Key::State::keyIn(const Session& session) const {
  const std::lock_guard lock(mutex);
  const auto known = handles.find(session.generation());
  if (known != handles.end()) return known->second;
  handles.clear();
  return handles[session.generation()] = findKey(session);
}

std::vector<X509Ptr> Pkcs11Key::State::certificatesIn(const Session& session) const {
  CK_OBJECT_CLASS certificate_class = CKO_CERTIFICATE;
  std::vector<X509Ptr> result;
  for (const auto object :
       token->find(session, {{CKA_CLASS, &certificate_class, sizeof certificate_class}})) {
    const auto der = token->attribute(session, object, CKA_VALUE);
    const auto* at = der ? der->data() : nullptr;
    X509Ptr parsed(der ? d2i_X509(nullptr, &at, static_cast<long>(der->size())) : nullptr);
    if (!parsed) continue;
    // The one with the key's id stands first.
    const auto id = token->attribute(session, object, CKA_ID);
    const bool own = id && !key_id.empty() && *id == key_id;
    result.insert(own ? result.begin() : result.end(), std::move(parsed));
  }
  static_cast<void>(drainOpensslErrors());
  return result;
}

void Pkcs11Key::State::loadCertificates(const Session& session, const std::filesystem::path& file) {
  auto found = file.empty() ? certificatesIn(session) : readPemCertificates(file);
  if (found.empty()) throw core::Error(kKeyNotInToken, {.detail = "no certificate for the key"});
  std::vector<X509*> others;
  for (const auto& each : found) others.push_back(each.get());
  certificate = toDer(found.front().get());
  for (const auto& issuer : chainOf(found.front().get(), others)) {
    chain.push_back(toDer(issuer.get()));
  }
}

void Pkcs11Key::State::authenticate(const Session& session) const {
  std::string pin = signing_pin ? signing_pin() : std::string{};
  const CK_RV code =
      token->functions().C_Login(session.handle(), CKU_CONTEXT_SPECIFIC,
                                 reinterpret_cast<CK_UTF8CHAR*>(pin.data()), pin.size());
  OPENSSL_cleanse(pin.data(), pin.size());
  if (code == CKR_PIN_INCORRECT || code == CKR_PIN_LOCKED) throw core::Error(kPinRefused, {});
  Pkcs11Token::check(code, "C_Login for one signature");
}

Bytes Pkcs11Key::State::signOnce(Session& session, const MechanismInput& input) const {
  auto& f = token->functions();
  CK_MECHANISM mechanism{input.mechanism, const_cast<std::uint8_t*>(input.parameter.data()),
                         input.parameter.size()};
  Pkcs11Token::check(f.C_SignInit(session.handle(), &mechanism, keyIn(session)), "C_SignInit");
  if (always_authenticate) authenticate(session);
  Bytes value(2'048);
  CK_ULONG size = value.size();
  Pkcs11Token::check(f.C_Sign(session.handle(), const_cast<std::uint8_t*>(input.data.data()),
                              input.data.size(), value.data(), &size),
                     "C_Sign");
  value.resize(size);
  return value;
}

Bytes Pkcs11Key::State::signAgain(const MechanismInput& input) const {
  for (int attempt = 0;; ++attempt) {
    unsigned generation = 0;
    try {
      const auto session = token->session();
      generation = session->generation();
      try {
        return signOnce(*session, input);
      } catch (...) {
        session->broken();
        throw;
      }
    } catch (const Pkcs11Failure& failure) {
      const bool lost = Pkcs11Token::isLost(failure.code);
      if (!lost) throw core::Error(kTokenFailed, {.detail = failure.call});
      token->reset(generation);
      if (attempt > 0) throw core::Error(kTokenAbsent, {.detail = failure.call});
    }
  }
}

Pkcs11Key::Pkcs11Key(const Pkcs11Options& options) : state_(std::make_unique<State>()) {
  state_->token = Pkcs11Token::open(options.module, options.token, options.pin, options.sessions,
                                    options.own_login);
  state_->label = options.label;
  state_->signing_pin = options.signing_pin ? options.signing_pin : options.pin;
  try {
    const auto session = state_->token->session();
    const auto key = state_->keyIn(*session);
    state_->key_id = state_->token->attribute(*session, key, CKA_ID).value_or(Bytes{});
    const auto always = state_->token->attribute(*session, key, CKA_ALWAYS_AUTHENTICATE);
    state_->always_authenticate = always && !always->empty() && always->front() == CK_TRUE;
    state_->loadCertificates(*session, options.certificates);
  } catch (const Pkcs11Failure& failure) {
    throw core::Error(Pkcs11Token::isLost(failure.code) ? kTokenAbsent : kTokenFailed,
                      {.detail = failure.call});
  }
}

Pkcs11Key::~Pkcs11Key() = default;

const Bytes& Pkcs11Key::certificate() const { return state_->certificate; }

const std::vector<Bytes>& Pkcs11Key::chain() const { return state_->chain; }

Bytes Pkcs11Key::sign(ByteView message, const SignatureScheme& scheme) const {
  Bytes value = state_->signAgain(inputFor(message, scheme));
  return scheme.algorithm == SignatureAlgorithm::kEcdsa ? ecdsaFromRaw(value) : value;
}

}  // namespace sohoa::signing
