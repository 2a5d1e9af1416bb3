#include "signing/certificate_check.h"

#include "core/text.h"
#include "signing/asn1_time.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {

void requireUsableForSigning(X509* certificate, core::Timestamp now) {
  const core::Timestamp from = fromAsn1Time(X509_get0_notBefore(certificate));
  const core::Timestamp until = fromAsn1Time(X509_get0_notAfter(certificate));
  if (now < from) {
    throw core::Error(kCertificateNotYetValid,
                      {.detail = "valid from " + core::formatIso8601(from)});
  }
  if (now > until) {
    throw core::Error(kCertificateExpired, {.detail = "valid until " + core::formatIso8601(until)});
  }
  if ((X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) {
    throw core::Error(kKeyUsageMissing, {});
  }
}

std::string namePart(const X509_NAME* name, int nid) {
  int index = -1;
  for (int next = -1; (next = X509_NAME_get_index_by_NID(name, nid, next)) >= 0;) index = next;
  if (index < 0) return {};
  unsigned char* utf8 = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  const OpensslMemory memory(utf8);
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)};
}

std::string subjectCommonName(const X509* certificate) {
  return namePart(X509_get_subject_name(certificate), NID_commonName);
}

bool subjectMentions(const X509* certificate, const std::string& unit) {
  const auto wanted = core::toNfc(unit);
  for (const int nid : {NID_commonName, NID_organizationName, NID_organizationalUnitName}) {
    const auto part = core::toNfc(namePart(X509_get_subject_name(certificate), nid));
    if (part.find(wanted) != std::string::npos) return true;
  }
  return false;
}

}  // namespace sohoa::signing
