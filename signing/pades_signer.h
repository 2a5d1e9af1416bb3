#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/copy_signer.h"
#include "signing/key.h"
#include "signing/pades_augmenter.h"
#include "signing/timestamp_client.h"

namespace sohoa::pdf {
class AppearanceFont;
class IncrementalUpdate;
struct SignatureField;
}  // namespace sohoa::pdf

namespace sohoa::signing {

class HashPool;

struct RoleOptions {
  std::shared_ptr<const SigningKey> key;
  RsaPadding rsa_padding = RsaPadding::kPss;
  std::string field;        // full name; added, invisible, when the document has no such field
  std::string after_field;  // must be signed first where the document has it; "" for none
  std::string unit;         // must stand in the certificate's subject; "" for any
  // The visible text; no seal picture is ever drawn (Decree 30/2020, appendix I). A field without
  // area stays invisible.
  core::SignatureText text;
  std::map<std::string, std::string> words;  // filled in; {agency} is the signer's name without one
  std::string reason;                        // /Reason and /Location, left out when empty
  std::string location;
};

// Fields and visible text as the rules ask, without a key: operator and certifier sign
// CompetentPerson with name and time, left aligned; the agency signs AgencySeal with copy form,
// agency and time, right aligned.
[[nodiscard]] RoleOptions defaultRole(core::SignerRole role);

struct SignerOptions {
  std::map<core::SignerRole, RoleOptions> roles;
  const TimestampClient* timestamps = nullptr;  // from level B-T on; outlives the signer
  const PadesAugmenter* augmenter = nullptr;    // from level B-LT on; outlives the signer
  // Asked before signing whether the certificate is revoked; null skips that. Outlives the signer.
  const RevocationClient* revocation = nullptr;
  // Told when the status could not be had: the rules ask for a warning, not for a refusal.
  std::function<void(const core::Error&)> warn = [](const core::Error&) {};
  std::filesystem::path font;  // TrueType, for visible text
  // Bytes kept for a signature; every one costs two in the file. 0: as the key's signature and the
  // authority's tokens were measured, and some to spare. Grows when it turns out too small.
  std::size_t contents_capacity = 0;
};

// Signs copies at the PAdES baseline levels (ETSI EN 319 142-1 clause 6). The signature is one
// incremental revision that touches only its field; B-LT and B-LTA append what PadesAugmenter does.
// The document is read once; memory grows with
// the increment only.
class PadesSigner final : public core::CopySigner {
 public:
  // The clock outlives the signer.
  PadesSigner(SignerOptions options, const core::Clock& clock);
  ~PadesSigner() override;

  // Codes: signing.no_key_for_role, certificate_revoked, wrong_unit, certificate_expired,
  // certificate_not_yet_valid, key_usage_missing, key_weak, field_filled, out_of_order,
  // changes_forbidden, no_timestamp_authority, no_revocation_client, tsa_unavailable (transient),
  // those of PadesAugmenter; pdf.unreadable, encrypted, unsupported_xref, text_does_not_fit;
  // core.io, core.disk_full. Refusals come before anything is written.
  void sign(const std::filesystem::path& in, const std::filesystem::path& out,
            const core::SignRequest& request) override;
  // The document is read and hashed once for all its signatures.
  void signAll(const std::filesystem::path& in, const std::filesystem::path& out,
               std::span<const core::SignRequest> requests) override;
  [[nodiscard]] std::string signerName(core::SignerRole role) const override;

 private:
  struct Identity;
  struct Task;

  void signOrThrow(const std::filesystem::path& in, const std::filesystem::path& out,
                   std::span<const core::SignRequest> requests);
  [[nodiscard]] const RoleOptions& roleOf(core::SignerRole role) const;
  [[nodiscard]] Task prepare(const core::SignRequest& request, core::Timestamp now);
  void requireNotRevoked(core::SignerRole role, const SigningKey& key, core::Timestamp now);
  [[nodiscard]] std::string appearance(pdf::IncrementalUpdate& update,
                                       const pdf::SignatureField& field, const Task& task) const;
  [[nodiscard]] Bytes signature(const Task& task, ByteView digest) const;
  [[nodiscard]] std::size_t capacity(const Task& task);
  [[nodiscard]] pdf::AppearanceFont& font() const;
  // What is known of the role's key, found out once.
  [[nodiscard]] const Identity& identityOf(core::SignerRole role) const;

  SignerOptions options_;
  const core::Clock& clock_;
  const std::unique_ptr<HashPool> pool_;
  mutable std::mutex measured_mutex_;                 // of all that follows
  std::map<core::SignerRole, std::size_t> measured_;  // bytes of a signature without its timestamp
  std::map<core::SignerRole, core::Timestamp> checked_;  // when found not revoked
  mutable std::map<core::SignerRole, std::unique_ptr<const Identity>> identities_;
  mutable std::unique_ptr<pdf::AppearanceFont> font_;  // from the first visible text on
};

}  // namespace sohoa::signing
