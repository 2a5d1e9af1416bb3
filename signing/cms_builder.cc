#include "signing/cms_builder.h"

#include <algorithm>
#include <utility>

#include "signing/algorithms.h"
#include "signing/der.h"
#include "signing/errors.h"
#include "signing/key_files.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

void check(bool ok, std::string_view doing) { ensure(ok, kCryptoFailed, doing); }

Bytes encode(const CMS_ContentInfo* cms) {
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &der);
  check(size > 0, "i2d_CMS_ContentInfo");
  const OpensslMemory memory(der);
  return {der, der + size};
}

CmsPtr decode(ByteView der) {
  const unsigned char* cursor = der.data();
  CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(der.size())));
  check(cms && cursor == der.data() + der.size(), "d2i_CMS_ContentInfo");
  return cms;
}

CMS_SignerInfo* onlySigner(CMS_ContentInfo* cms) {
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms);
  check(signers != nullptr && sk_CMS_SignerInfo_num(signers) == 1, "one SignerInfo expected");
  return sk_CMS_SignerInfo_value(signers, 0);
}

// What is signed: the attributes as an explicit DER SET (RFC 5652 clause 5.4).
Bytes attributesToSign(const CMS_SignerInfo* signer) {
  std::vector<Bytes> encodings;
  for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
    check(size > 0, "i2d_X509_ATTRIBUTE");
    const OpensslMemory memory(der);
    encodings.emplace_back(der, der + size);
  }
  return derSetOf(std::move(encodings));
}

constexpr unsigned kFlags =
    CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | CMS_CADES | CMS_NOCERTS;

// CMS_final would add signing-time, which PAdES forbids, so the attributes are put in by hand.
CMS_SignerInfo* addSigner(CMS_ContentInfo* cms, X509* certificate, const SignatureScheme& scheme,
                          ByteView content_digest) {
  // The public key stands in for the private one, which never leaves its SigningKey.
  CMS_SignerInfo* signer = CMS_add1_signer(cms, certificate, X509_get0_pubkey(certificate),
                                           digestOf(scheme.hash), kFlags);
  check(signer != nullptr, "CMS_add1_signer");
  check(CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                    OBJ_nid2obj(NID_pkcs7_data), -1) == 1 &&
            CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING,
                                        content_digest.data(),
                                        static_cast<int>(content_digest.size())) == 1,
        "signed attributes");
  X509_ALGOR* signature_algorithm = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, nullptr, &signature_algorithm);
  setSignatureAlgorithm(signature_algorithm, scheme);
  return signer;
}

bool sameDigest(const CMS_SignerInfo* signer, ByteView content_digest) {
  const auto* attribute = static_cast<const ASN1_OCTET_STRING*>(CMS_signed_get0_data_by_OBJ(
      signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
  if (attribute == nullptr) return false;
  const ByteView stored(ASN1_STRING_get0_data(attribute),
                        static_cast<std::size_t>(ASN1_STRING_length(attribute)));
  return std::ranges::equal(stored, content_digest);
}

void selfCheck(ByteView der, X509* certificate, ByteView content_digest) {
  const CmsPtr cms = decode(der);
  CMS_SignerInfo* signer = onlySigner(cms.get());
  CMS_SignerInfo_set1_signer_cert(signer, certificate);
  ensure(CMS_SignerInfo_verify(signer) == 1, kSelfCheckFailed, "signature does not verify");
  ensure(sameDigest(signer, content_digest), kSelfCheckFailed, "message-digest differs");
  ensure(CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1) < 0, kSelfCheckFailed,
         "signing-time present");
  ensure(CMS_signed_get_attr_by_NID(signer, NID_id_smime_aa_signingCertificateV2, -1) >= 0,
         kSelfCheckFailed, "signing-certificate-v2 missing");
  ensure(std::ranges::equal(encode(cms.get()), der), kSelfCheckFailed, "the encoding is not DER");
}

}  // namespace

SignerCertificates::SignerCertificates(const SigningKey& key)
    : own(certificateFromDer(key.certificate())) {
  for (const Bytes& der : key.chain()) {
    // A root is believed because the verifier holds it, never because it came along.
    X509Ptr issuer = certificateFromDer(der);
    if (!isSelfIssued(issuer.get())) issuers.push_back(std::move(issuer));
  }
}

CadesSignature::CadesSignature(const SigningKey& key, const SignerCertificates& certificates,
                               const SignatureScheme& scheme, ByteView content_digest)
    : cms_(CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags)) {
  check(cms_ != nullptr, "CMS_sign");
  if (content_digest.size() != static_cast<std::size_t>(EVP_MD_get_size(digestOf(scheme.hash)))) {
    throw core::Error(core::kInternal, {.detail = "digest length differs from the scheme's hash"});
  }
  X509* const own = certificates.own.get();
  CMS_SignerInfo* signer = addSigner(cms_.get(), own, scheme, content_digest);
  const Bytes value = key.sign(attributesToSign(signer), scheme);
  check(ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), value.data(),
                        static_cast<int>(value.size())) == 1,
        "ASN1_STRING_set");
  // Before the certificates are in, since parsing them again would take longest by far.
  selfCheck(encoded(), own, content_digest);
  check(CMS_add1_cert(cms_.get(), own) == 1, "CMS_add1_cert");
  for (const auto& issuer : certificates.issuers) {
    check(CMS_add1_cert(cms_.get(), issuer.get()) == 1, "CMS_add1_cert");
  }
}

Bytes CadesSignature::signatureValue() const {
  const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(onlySigner(cms_.get()));
  const unsigned char* data = ASN1_STRING_get0_data(value);
  return {data, data + ASN1_STRING_length(value)};
}

void CadesSignature::addTimestamp(ByteView token) {
  check(CMS_unsigned_add1_attr_by_NID(onlySigner(cms_.get()), NID_id_smime_aa_timeStampToken,
                                      V_ASN1_SEQUENCE, token.data(),
                                      static_cast<int>(token.size())) == 1,
        "signature-time-stamp attribute");
}

Bytes CadesSignature::encoded() const { return encode(cms_.get()); }

}  // namespace sohoa::signing
