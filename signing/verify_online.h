#pragma once

// Private to signing/: evidence fetched while verifying.

#include <list>

#include "signing/revocation_client.h"
#include "signing/verify_path.h"

namespace sohoa::signing {

// Asks issuers for what a file does not hold and keeps the answers for one verification. Only
// addresses in certificates that lead to a trust anchor are ever used, so that no file can send
// this machine anywhere. What cannot be had is no error: the verdict then says what is missing. One
// thread at a time.
class OnlineEvidence {
 public:
  // Outlives this object.
  explicit OnlineEvidence(const RevocationClient& client) : client_(client) {}

  // What the issuer says; never null. Lives as long as this object.
  [[nodiscard]] const Evidence* about(const RevocationQuestion& question);

 private:
  const RevocationClient& client_;
  std::list<Evidence> answers_;
};

}  // namespace sohoa::signing
