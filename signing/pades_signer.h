#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/copy_signer.h"
#include "signing/key.h"
#include "signing/timestamp_client.h"

namespace sohoa::signing {

// The visible text of a signature; no seal picture is ever drawn (Decree 30/2020, appendix I).
struct AppearanceOptions {
  // UTF-8 with {name} (certificate's common name), {time} (ISO 8601, +07:00), {copy_form} and
  // {agency} filled in. Empty: an invisible signature. A field without area stays invisible too.
  std::vector<std::string> lines;
  bool align_right = false;
  std::string copy_form = "BẢN SỐ HOÁ";
  std::string agency;  // the certificate's common name when empty
};

struct RoleOptions {
  std::shared_ptr<const SigningKey> key;
  RsaPadding rsa_padding = RsaPadding::kPss;
  std::string field;        // full name; added, invisible, when the document has no such field
  std::string after_field;  // must be signed first where the document has it; "" for none
  AppearanceOptions appearance;
  std::string reason;  // /Reason and /Location, left out when empty
  std::string location;
};

// Fields and visible text as the rules ask, without a key: operator and certifier sign
// CompetentPerson with name and time, left aligned; the agency signs AgencySeal with copy form,
// agency and time, right aligned.
[[nodiscard]] RoleOptions defaultRole(core::SignerRole role);

struct SignerOptions {
  std::map<core::SignerRole, RoleOptions> roles;
  const TimestampClient* timestamps = nullptr;  // for level B-T; outlives the signer
  std::filesystem::path font;                   // TrueType, for visible text
  // Bytes kept for a signature; every one costs two in the file. 0: as the key's signature and the
  // authority's tokens were measured, and some to spare. Grows when it turns out too small.
  std::size_t contents_capacity = 0;
};

// Signs copies at PAdES baseline levels B-B and B-T (ETSI EN 319 142-1 clause 6) as one incremental
// revision that touches only the signature field. The document is read once; memory grows with
// the increment only.
class PadesSigner final : public core::CopySigner {
 public:
  // The clock outlives the signer.
  PadesSigner(SignerOptions options, const core::Clock& clock);

  // Codes: signing.no_key_for_role, certificate_expired, certificate_not_yet_valid,
  // key_usage_missing, key_weak, field_filled, out_of_order, changes_forbidden, level_not_offered,
  // no_timestamp_authority, tsa_unavailable (transient); pdf.unreadable, encrypted,
  // unsupported_xref, text_does_not_fit; core.io, core.disk_full. Refusals come before anything is
  // written.
  void sign(const std::filesystem::path& in, const std::filesystem::path& out,
            const core::SignRequest& request) override;

 private:
  void signOrThrow(const std::filesystem::path& in, const std::filesystem::path& out,
                   const core::SignRequest& request);
  // For one signature of this role.
  std::size_t capacity(core::SignerRole role, const SigningKey& key, const SignatureScheme& scheme,
                       bool stamped);

  SignerOptions options_;
  const core::Clock& clock_;
  std::mutex measured_mutex_;
  std::map<core::SignerRole, std::size_t> measured_;  // bytes of a signature without its timestamp
};

}  // namespace sohoa::signing
