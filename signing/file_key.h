#pragma once

#include <filesystem>
#include <memory>

#include "signing/key.h"
#include "signing/pin.h"

namespace sohoa::signing {

struct KeyAndChain;

// A key from a file, held in memory as long as the object lives.
class FileKey : public SigningKey {
 public:
  ~FileKey() override;

  [[nodiscard]] const Bytes& certificate() const override;
  [[nodiscard]] const std::vector<Bytes>& chain() const override;
  [[nodiscard]] Bytes sign(ByteView message, const SignatureScheme& scheme) const override;

 protected:
  explicit FileKey(KeyAndChain loaded);

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

class Pkcs12Key final : public FileKey {
 public:
  // The first line of `passphrase_file` opens `file`. Throws Error(kKeyUnreadable, kKeyMismatch),
  // Error(kIo).
  Pkcs12Key(const std::filesystem::path& file, const std::filesystem::path& passphrase_file);
  // A person's PIN opens it. Throws the same, and Error(kPinRefused).
  Pkcs12Key(const std::filesystem::path& file, const PinSource& pin);
};

class PemKey final : public FileKey {
 public:
  // `key` is PKCS#8 or traditional PEM, `passphrase_file` opens it and is empty when it is not
  // locked; `certificate` holds the signer's certificate and its issuers in any order. Throws
  // Error(kKeyUnreadable, kKeyMismatch, kCertificateUnreadable), Error(kIo).
  PemKey(const std::filesystem::path& key, const std::filesystem::path& certificate,
         const std::filesystem::path& passphrase_file);
  // A person's PIN opens it. Throws the same, Error(kPinRefused), and Error(kKeyWithoutPin) for a
  // key that needs none.
  PemKey(const std::filesystem::path& key, const std::filesystem::path& certificate,
         const PinSource& pin);
};

}  // namespace sohoa::signing
