#pragma once

#include <utility>
#include <vector>

#include "signing/algorithms.h"
#include "signing/key_files.h"

namespace sohoa::test {

// A key with any certificate.
class LooseKey final : public signing::SigningKey {
 public:
  LooseKey(signing::PkeyPtr key, X509* certificate, const std::vector<X509*>& chain)
      : key_(std::move(key)), certificate_(signing::toDer(certificate)) {
    for (auto* issuer : chain) chain_.push_back(signing::toDer(issuer));
  }
  [[nodiscard]] const signing::Bytes& certificate() const override { return certificate_; }
  [[nodiscard]] const std::vector<signing::Bytes>& chain() const override { return chain_; }
  [[nodiscard]] signing::Bytes sign(signing::ByteView message,
                                    const signing::SignatureScheme& scheme) const override {
    return signing::signWith(key_.get(), message, scheme);
  }

 private:
  signing::PkeyPtr key_;
  signing::Bytes certificate_;
  std::vector<signing::Bytes> chain_;
};

}  // namespace sohoa::test
