#include "signing/file_key.h"

#include "signing/algorithms.h"
#include "signing/key_files.h"

namespace sohoa::signing {

struct FileKey::State {
  PkeyPtr key;
  Bytes certificate;
  std::vector<Bytes> chain;
};

FileKey::FileKey(KeyAndChain loaded) {
  auto state = std::make_unique<State>();
  state->key = std::move(loaded.key);
  state->certificate = toDer(loaded.certificate.get());
  for (const X509Ptr& issuer : loaded.chain) state->chain.push_back(toDer(issuer.get()));
  state_ = std::move(state);
}

FileKey::~FileKey() = default;

const Bytes& FileKey::certificate() const { return state_->certificate; }

const std::vector<Bytes>& FileKey::chain() const { return state_->chain; }

Bytes FileKey::sign(ByteView message, const SignatureScheme& scheme) const {
  return signWith(state_->key.get(), message, scheme);
}

Pkcs12Key::Pkcs12Key(const std::filesystem::path& file,
                     const std::filesystem::path& passphrase_file)
    : FileKey(readPkcs12(file, passphrase_file)) {}

Pkcs12Key::Pkcs12Key(const std::filesystem::path& file, const PinSource& pin)
    : FileKey(readPkcs12WithPin(file, pin)) {}

PemKey::PemKey(const std::filesystem::path& key, const std::filesystem::path& certificate,
               const PinSource& pin)
    : FileKey(readPemWithPin(key, certificate, pin)) {}

PemKey::PemKey(const std::filesystem::path& key, const std::filesystem::path& certificate,
               const std::filesystem::path& passphrase_file)
    : FileKey(readPem(key, certificate, passphrase_file)) {}

}  // namespace sohoa::signing
