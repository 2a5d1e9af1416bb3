#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "core/ports/http_client.h"
#include "signing/backoff.h"
#include "signing/bytes.h"
#include "signing/timestamp_client.h"

namespace sohoa::signing {

struct RevocationOptions {
  BackoffOptions backoff;
  std::chrono::milliseconds timeout{10000};  // of one request
  // How much older than the signature an OCSP answer may be. Responders that sign their answers
  // ahead of time need more than none.
  std::chrono::minutes tolerated_age{15};
  // Certificates that name no responder: wait for the list after the signature, instead of taking
  // the one in force.
  bool wait_for_next_crl = false;
};

// What an authority says about one certificate, ready to be kept as evidence; all DER. Either an
// OCSPResponse or a CRL is there, the certificates that made it beyond the issuer, and the CRL that
// clears a responder which is not exempt from checks.
struct RevocationEvidence {
  Bytes ocsp;
  Bytes crl;
  Bytes responder_crl;
  std::vector<Bytes> certificates;
  std::optional<core::Timestamp> revoked_at;

  [[nodiscard]] std::vector<Bytes> crls() const {
    std::vector<Bytes> all;
    for (const auto* each : {&crl, &responder_crl}) {
      if (!each->empty()) all.push_back(*each);
    }
    return all;
  }
};

// Asks issuers about certificates: OCSP first (RFC 6960, SHA-1 ids as RFC 5019 wants, a nonce that
// must come back unless the responder sends none), then full CRLs with whatever distribution point
// covers the certificate (RFC 5280 clause 6.3). Believes no answer that it has not checked: signer
// and its right to answer, certificate, times, algorithms. Answers are kept and used again as long
// as they are fresh enough for who asks. Safe for several threads.
class RevocationClient {
 public:
  // All outlive the client.
  RevocationClient(core::HttpClient& http, RevocationOptions options, const core::Clock& clock,
                   const Sleeper& sleeper);
  ~RevocationClient();

  // Status of `certificate` (DER, issued by `issuer`) that speaks for time `at`. Throws
  // Error(kRevocationUnavailable), which is transient, when no source gave a usable answer, and
  // Error(kNoRevocationSource) when the certificate names none.
  [[nodiscard]] RevocationEvidence ask(ByteView certificate, ByteView issuer,
                                       core::Timestamp at) const;

  // The certificate that issued this one, from its caIssuers addresses (RFC 5280 clause 4.2.2.1);
  // nothing when none of them gives it.
  [[nodiscard]] std::optional<Bytes> issuerOf(ByteView certificate) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::signing
