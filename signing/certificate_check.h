#pragma once

// Private to signing/.

#include <string>

#include "core/clock.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// Refuses what must not sign now: Error(kCertificateNotYetValid, kCertificateExpired), and
// Error(kKeyUsageMissing) when the key usage extension allows neither digitalSignature nor
// nonRepudiation (RFC 5280 clause 4.2.1.3; absent allows all).
void requireUsableForSigning(X509* certificate, core::Timestamp now);

// The last part of this kind (NID_commonName, NID_organizationName) in a name, UTF-8; "" when there
// is none or it cannot be read.
[[nodiscard]] std::string namePart(const X509_NAME* name, int nid);

// The subject's last common name, UTF-8; "" when it has none.
[[nodiscard]] std::string subjectCommonName(const X509* certificate);

// Whether a common name, organisation or organisational unit of the subject contains `unit`
// (compared in NFC).
[[nodiscard]] bool subjectMentions(const X509* certificate, const std::string& unit);

}  // namespace sohoa::signing
