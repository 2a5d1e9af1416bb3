#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "core/clock.h"

namespace sohoa::signing {

struct DemoPkiOptions {
  std::string unit = "UBND Phường Thử Nghiệm (TEST)";  // O of the signers; must say it is a test
  std::string operator_name = "TEST Nguyễn Thị Kiểm Thử";
  std::string certifier_name = "TEST Trần Văn Mẫu";
  std::string officer_name = "TEST Lê Thị Giả Định";
  std::string base_url = "http://127.0.0.1:8080/pki";  // for CRL, OCSP and issuer addresses
  unsigned rsa_bits = 3072;                            // at least 2048
  std::chrono::days leaf_validity{5 * 365};            // but for the timestamp authority: 10 years
};

// Makes a two-tier public-key infrastructure for demonstration and tests (RFC 5280), with fresh
// random keys. Every name in it says TEST. `folder` is made; when it holds a PKI already, throws
// Error(kPkiExists). Certificates are valid from one hour before now. What lies in the folder:
//   README.txt                 says that nothing here may be trusted
//   trust/root.pem             the trust anchor, "Sohoa TEST Root CA"
//   ca/root.key, ca/issuing.key, ca/issuing.pem    PEM, keys readable by the owner only
//   ca/root.cer, ca/issuing.cer                    DER, as the caIssuers addresses promise
//   crls/root.crl, crls/issuing.crl                DER, nothing revoked, valid for one year
//   keys/NAME.p12, keys/NAME.pass                  PKCS#12 and its passphrase, owner only
//   certs/NAME.pem                                 certificate, then its issuers
// where NAME is operator and certifier (ECDSA P-256), agency (RSA), tsa (P-256, critical EKU
// timeStamping), ocsp (P-256, OCSPSigning, nocheck), officer (RSA, keyEncipherment: opens what the
// vault seals).
// Addresses in certificates: BASE/crls/NAME.crl, BASE/ocsp, BASE/ca/NAME.cer.
void createDemoPki(const std::filesystem::path& folder, const DemoPkiOptions& options,
                   const core::Clock& clock);

}  // namespace sohoa::signing
