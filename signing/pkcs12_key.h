#pragma once

#include <filesystem>
#include <memory>

#include "signing/key.h"

namespace sohoa::signing {

// A key from a PKCS#12 file, held in memory as long as the object lives.
class Pkcs12Key final : public SigningKey {
 public:
  // The first line of `passphrase_file` opens `file`. Throws Error(kKeyUnreadable, kKeyMismatch),
  // Error(kIo).
  Pkcs12Key(const std::filesystem::path& file, const std::filesystem::path& passphrase_file);
  ~Pkcs12Key() override;

  [[nodiscard]] const Bytes& certificate() const override;
  [[nodiscard]] const std::vector<Bytes>& chain() const override;
  [[nodiscard]] Bytes sign(ByteView message, const SignatureScheme& scheme) const override;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace sohoa::signing
