#include "signing/pkcs12_key.h"

#include "signing/algorithms.h"
#include "signing/key_files.h"

namespace sohoa::signing {

struct Pkcs12Key::State {
  PkeyPtr key;
  Bytes certificate;
  std::vector<Bytes> chain;
};

Pkcs12Key::Pkcs12Key(const std::filesystem::path& file,
                     const std::filesystem::path& passphrase_file) {
  KeyAndChain loaded = readPkcs12(file, passphrase_file);
  auto state = std::make_unique<State>();
  state->key = std::move(loaded.key);
  state->certificate = toDer(loaded.certificate.get());
  for (const X509Ptr& issuer : loaded.chain) state->chain.push_back(toDer(issuer.get()));
  state_ = std::move(state);
}

Pkcs12Key::~Pkcs12Key() = default;

const Bytes& Pkcs12Key::certificate() const { return state_->certificate; }

const std::vector<Bytes>& Pkcs12Key::chain() const { return state_->chain; }

Bytes Pkcs12Key::sign(ByteView message, const SignatureScheme& scheme) const {
  return signWith(state_->key.get(), message, scheme);
}

}  // namespace sohoa::signing
