#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/vault.h"

namespace sohoa::signing {

// Seals to the certificate of the officer responsible for state secrets: AES-256-GCM in CMS
// AuthEnvelopedData, the content key by RSA-OAEP (RFC 5083, RFC 5084, RFC 3560), or by ECDH when
// the certificate holds an elliptic-curve key.
class CmsVault final : public core::Vault {
 public:
  // PEM; the first certificate counts. Throws Error(kCertificateUnreadable).
  explicit CmsVault(const std::filesystem::path& certificate);
  ~CmsVault() override;

  // Throws Error(kCryptoFailed).
  [[nodiscard]] std::vector<std::uint8_t> seal(std::span<const std::uint8_t> bytes) const override;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace sohoa::signing
