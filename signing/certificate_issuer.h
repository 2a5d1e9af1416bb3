#pragma once

// Private to signing/: makes the keys, certificates and revocation lists of the test PKI.

#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

struct CertificateSpec {
  std::string common_name;   // UTF-8
  std::string organisation;  // UTF-8
  core::Timestamp not_before;
  core::Timestamp not_after;
  // NID and value in OpenSSL's extension syntax, for example {NID_key_usage,
  // "critical,keyCertSign"}. Subject and authority key identifiers are added by themselves.
  std::vector<std::pair<int, std::string>> extensions;
};

// A certificate authority at work; both pointers outlive the use.
struct Issuer {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

[[nodiscard]] PkeyPtr newRsaKey(unsigned bits);
[[nodiscard]] PkeyPtr newP256Key();

// X.509 v3 (RFC 5280), random 127-bit serial number, SHA-256. A null issuer certificate means
// self-signed. Throws Error(kCryptoFailed).
[[nodiscard]] X509Ptr issueCertificate(const CertificateSpec& spec, EVP_PKEY* subject_key,
                                       const Issuer& issuer);

struct Revocation {
  X509* certificate = nullptr;
  core::Timestamp at;
};

// A version 2 list (RFC 5280 clause 5).
[[nodiscard]] CrlPtr issueCrl(const Issuer& issuer, core::Timestamp this_update,
                              core::Timestamp next_update, long number,
                              const std::vector<Revocation>& revoked = {});

}  // namespace sohoa::signing
