#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/clock.h"
#include "core/ports/copy_verifier.h"
#include "signing/revocation_client.h"

namespace sohoa::signing {

struct VerifierOptions {
  // The only roots that are believed: PEM or DER files, or folders of them. Never the system's.
  std::vector<std::filesystem::path> trust_anchors;
  // Issuing certificates that files may leave out.
  std::vector<std::filesystem::path> intermediates;
  // CRLs, PEM or DER, files or folders; read anew at each verification, since they change.
  std::vector<std::filesystem::path> crls;
  const core::Clock& clock;
  // Asked when a request is not offline and the evidence at hand does not suffice; may be null.
  const RevocationClient* online = nullptr;
};

// Validates PAdES signatures and document timestamps (ETSI EN 319 102-1, EN 319 142-1, RFC 5652,
// RFC 3161, RFC 5280) from the file and the options, and asks issuers only when the request allows
// it. A timestamp counts as long as its own certificate was good when a later timestamp covered it,
// or is good at the time of control. Every byte of every revision must be explained, and what
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
  const RevocationClient* online_;
};

}  // namespace sohoa::signing
