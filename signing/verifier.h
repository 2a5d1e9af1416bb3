#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/clock.h"
#include "core/ports/copy_verifier.h"

namespace sohoa::signing {

struct VerifierOptions {
  // The only roots that are believed: PEM or DER files, or folders of them. Never the system's.
  std::vector<std::filesystem::path> trust_anchors;
  // Issuing certificates that files may leave out.
  std::vector<std::filesystem::path> intermediates;
  // CRLs, PEM or DER, files or folders; read anew at each verification, since they change.
  std::vector<std::filesystem::path> crls;
  const core::Clock& clock;
};

// Validates PAdES signatures and document timestamps (ETSI EN 319 102-1, EN 319 142-1, RFC 5652,
// RFC 3161, RFC 5280) from the file, the options and nothing else: it never uses the network, so
// VerifyRequest::offline changes nothing. Every byte of every revision must be explained, and what
// follows a signed revision must be on the list of what may follow.
// Reads the anchors and intermediates when made: throws Error(kCertificateUnreadable), Error(kIo).
class PadesVerifier final : public core::CopyVerifier {
 public:
  explicit PadesVerifier(const VerifierOptions& options);
  ~PadesVerifier() override;

  [[nodiscard]] core::VerificationReport verify(const std::filesystem::path& file,
                                                const core::VerifyRequest& request) const override;

 private:
  struct Trust;
  std::unique_ptr<const Trust> trust_;
  std::vector<std::filesystem::path> crls_;
  const core::Clock& clock_;
};

}  // namespace sohoa::signing
