#pragma once

// Private to signing/: certificates, trust and revocation (RFC 5280, RFC 6960).

#include <filesystem>
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

struct PathRequest {
  X509* leaf = nullptr;
  LeafUse use = LeafUse::kSigning;
  core::Timestamp at;         // when the certificates must have been valid and not revoked
  core::Timestamp now;        // time of control: later evidence does not exist yet
  bool at_is_proven = false;  // by a timestamp
  std::optional<core::Timestamp> claimed;  // when the signer says to have signed
};

// Judges the certification path of `leaf` to an anchor at `request.at`: X.509 strict checks, key
// usage, strength, and revocation of every certificate below the anchor.
void judgePath(const PathRequest& request, X509_STORE* anchors,
               const std::vector<const Evidence*>& evidence,
               const std::vector<X509*>& more_certificates, Judgement& judgement);

// What revocation data say about one certificate at one time.
struct RevocationAnswer {
  enum class Status { kGood, kRevoked, kUnknown } status = Status::kUnknown;
  core::Timestamp revoked_at;  // set when revoked, also when that was after the time asked about
  bool revoked_later = false;
};
[[nodiscard]] RevocationAnswer askRevocation(X509* certificate, X509* issuer,
                                             const std::vector<const Evidence*>& evidence,
                                             core::Timestamp at, core::Timestamp now);

}  // namespace sohoa::signing
