#include "signing/certificate_issuer.h"

#include <openssl/rsa.h>

#include "signing/asn1_time.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }

void addName(X509_NAME* name, const char* type, const std::string& value) {
  check(X509_NAME_add_entry_by_txt(name, type, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0) == 1,
        "X509_NAME_add_entry_by_txt");
}

void setRandomSerial(X509* certificate) {
  const BignumPtr number(BN_new());
  check(number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "BN_rand");
  check(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
        "BN_to_ASN1_INTEGER");
}

void addExtension(X509* certificate, X509V3_CTX& context, int nid, const std::string& value) {
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  check(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

}  // namespace

PkeyPtr newRsaKey(unsigned bits) {
  PkeyPtr key(EVP_RSA_gen(bits));
  check(key != nullptr, "EVP_RSA_gen");
  return key;
}

PkeyPtr newP256Key() {
  PkeyPtr key(EVP_EC_gen("P-256"));
  check(key != nullptr, "EVP_EC_gen");
  return key;
}

X509Ptr issueCertificate(const CertificateSpec& spec, EVP_PKEY* subject_key, const Issuer& issuer) {
  X509Ptr certificate(X509_new());
  check(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "X509_new");
  setRandomSerial(certificate.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  addName(name, "C", "VN");
  addName(name, "O", spec.organisation);
  addName(name, "CN", spec.common_name);
  X509* const parent = issuer.certificate != nullptr ? issuer.certificate : certificate.get();
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(parent)) == 1,
        "X509_set_issuer_name");
  check(X509_set1_notBefore(certificate.get(), toAsn1Time(spec.not_before).get()) == 1 &&
            X509_set1_notAfter(certificate.get(), toAsn1Time(spec.not_after).get()) == 1 &&
            X509_set_pubkey(certificate.get(), subject_key) == 1,
        "X509_set_pubkey");

  X509V3_CTX context;
  X509V3_set_ctx(&context, parent, certificate.get(), nullptr, nullptr, 0);
  addExtension(certificate.get(), context, NID_subject_key_identifier, "hash");
  addExtension(certificate.get(), context, NID_authority_key_identifier, "keyid:always");
  for (const auto& [nid, value] : spec.extensions) {
    addExtension(certificate.get(), context, nid, value);
  }
  check(X509_sign(certificate.get(), issuer.key, EVP_sha256()) > 0, "X509_sign");
  return certificate;
}

CrlPtr issueCrl(const Issuer& issuer, core::Timestamp this_update, core::Timestamp next_update,
                long number, const std::vector<Revocation>& revoked) {
  CrlPtr crl(X509_CRL_new());
  check(crl && X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1 &&
            X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate)) == 1 &&
            X509_CRL_set1_lastUpdate(crl.get(), toAsn1Time(this_update).get()) == 1 &&
            X509_CRL_set1_nextUpdate(crl.get(), toAsn1Time(next_update).get()) == 1,
        "X509_CRL_new");
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate, nullptr, nullptr, crl.get(), 0);
  const ExtensionPtr authority(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  check(authority && X509_CRL_add_ext(crl.get(), authority.get(), -1) == 1, "CRL authority key id");
  const Asn1IntegerPtr crl_number(ASN1_INTEGER_new());
  check(crl_number && ASN1_INTEGER_set(crl_number.get(), number) == 1 &&
            X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, crl_number.get(), 0, 0) == 1,
        "CRL number");
  for (const auto& [certificate, at] : revoked) {
    RevokedPtr entry(X509_REVOKED_new());
    check(entry &&
              X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(certificate)) == 1 &&
              X509_REVOKED_set_revocationDate(entry.get(), toAsn1Time(at).get()) == 1 &&
              X509_CRL_add0_revoked(crl.get(), entry.get()) == 1,
          "X509_CRL_add0_revoked");
    static_cast<void>(entry.release());  // the list has taken it over
  }
  X509_CRL_sort(crl.get());
  check(X509_CRL_sign(crl.get(), issuer.key, EVP_sha256()) > 0, "X509_CRL_sign");
  return crl;
}

}  // namespace sohoa::signing
