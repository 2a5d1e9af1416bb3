#pragma once

// Private to signing/: certificates, trust and revocation (RFC 5280, RFC 6960).

#include <optional>
#include <vector>

#include "core/clock.h"
#include "signing/openssl_handles.h"
#include "signing/verify_judgement.h"

namespace sohoa::signing {

// Revocation data and certificates that may help.
struct Evidence {
  std::vector<X509Ptr> certificates;
  std::vector<CrlPtr> crls;
  std::vector<BasicOcspPtr> ocsps;
};

enum class LeafUse { kSigning, kTimestamping };

class OnlineEvidence;

struct PathRequest {
  X509* leaf = nullptr;
  LeafUse use = LeafUse::kSigning;
  core::Timestamp at;         // what was signed then must be judged
  core::Timestamp now;        // time of control: later evidence does not exist yet
  bool at_is_proven = false;  // by a timestamp
  // When the certificates must still have been valid and not revoked; `at` when absent. Later than
  // `at` for timestamps: the time of a later timestamp over them, else of control.
  std::optional<core::Timestamp> valid_at;
  std::optional<core::Timestamp> claimed;  // when the signer says to have signed
  OnlineEvidence* online = nullptr;        // asked where the evidence does not suffice

  [[nodiscard]] core::Timestamp validAt() const { return valid_at.value_or(at); }
};

// Judges the purpose of `leaf` and its path to an anchor at `request.validAt()`, without
// revocation. The certificates from `leaf` to the anchor; none when there is no path.
[[nodiscard]] std::vector<X509Ptr> judgeTrust(const PathRequest& request, X509_STORE* anchors,
                                              const std::vector<X509*>& others,
                                              Judgement& judgement);

// Judges the certification path of `leaf` to an anchor at `request.validAt()`: X.509 strict checks,
// key usage, strength, and revocation of every certificate below the anchor.
void judgePath(const PathRequest& request, X509_STORE* anchors,
               const std::vector<const Evidence*>& evidence,
               const std::vector<X509*>& more_certificates, Judgement& judgement);

// The certificates from `leaf` to an anchor, each followed by its issuer, as valid at `at`.
struct BuiltChain {
  std::vector<X509Ptr> certificates;  // empty when there is none
  int error = X509_V_OK;
  X509Ptr stuck_at;  // the certificate that could not be linked
};
[[nodiscard]] BuiltChain buildChain(X509* leaf, core::Timestamp at, X509_STORE* anchors,
                                    const std::vector<X509*>& others);

// What revocation data say about one certificate.
struct RevocationAnswer {
  enum class Status { kGood, kRevoked, kUnknown } status = Status::kUnknown;
  core::Timestamp revoked_at;  // set when revoked
  bool revoked_later = false;  // after the time asked about
};
struct RevocationQuestion {
  X509* certificate = nullptr;
  X509* issuer = nullptr;
  core::Timestamp at;     // a statement must speak for this time
  core::Timestamp until;  // revocations up to this time count
  core::Timestamp now;
};
[[nodiscard]] RevocationAnswer askRevocation(const RevocationQuestion& question,
                                             const std::vector<const Evidence*>& evidence);

}  // namespace sohoa::signing
