#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/clock.h"
#include "core/ports/copy_augmenter.h"
#include "signing/revocation_client.h"
#include "signing/timestamp_client.h"

namespace sohoa::signing {

class SignedOutput;

struct AugmenterOptions {
  std::vector<std::filesystem::path> trust_anchors;  // PEM or DER, files or folders
  std::vector<std::filesystem::path> intermediates;
  const RevocationClient* revocation = nullptr;  // these two outlive the augmenter
  const TimestampClient* timestamps = nullptr;   // for B-LTA
};

// Adds a document security store (ISO 32000-2 clause 12.8.4.3) with the chains of all signers and
// timestamp authorities, their OCSP answers and CRLs, made after what they speak for, and /VRI
// entries; for B-LTA then a document timestamp. A signature without any timestamp first gets a
// document timestamp, since evidence without a proven time lasts no longer than the certificate.
// Nothing is written unless our own verifier finds the level reached from the file alone.
class PadesAugmenter final : public core::CopyAugmenter {
 public:
  // Throws Error(kCertificateUnreadable), Error(kIo). The clock outlives the augmenter.
  PadesAugmenter(const AugmenterOptions& options, const core::Clock& clock);
  ~PadesAugmenter() override;

  // Codes: signing.not_signed, changes_forbidden, level_not_offered, no_timestamp_authority,
  // no_revocation_client, chain_incomplete, no_revocation_source, signature_broken; transient:
  // revocation_unavailable, tsa_unavailable, level_not_reached; pdf.unreadable, encrypted,
  // unsupported_xref; core.io, core.disk_full.
  void augment(const std::filesystem::path& in, const std::filesystem::path& out,
               core::PadesLevel level) override;

  // The same on a file still being written.
  void extend(SignedOutput& output, core::PadesLevel level) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace sohoa::signing
