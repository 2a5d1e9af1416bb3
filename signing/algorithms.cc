#include "signing/algorithms.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {
namespace {

int ecdsaNid(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return NID_ecdsa_with_SHA256;
    case HashAlgorithm::kSha384:
      return NID_ecdsa_with_SHA384;
    case HashAlgorithm::kSha512:
      return NID_ecdsa_with_SHA512;
  }
  return NID_undef;
}

// A DER value as the parameters of an algorithm identifier.
template <class T, class Encode>
ASN1_STRING* packed(const T* value, Encode encode) {
  unsigned char* der = nullptr;
  const int size = encode(value, &der);
  ensure(size > 0, kCryptoFailed, "encoding algorithm parameters");
  const OpensslMemory memory(der);
  Asn1StringPtr string(ASN1_STRING_new());
  ensure(string && ASN1_STRING_set(string.get(), der, size) == 1, kCryptoFailed, "ASN1_STRING_set");
  return string.release();
}

void setPss(X509_ALGOR* out, HashAlgorithm hash) {
  const EVP_MD* digest = digestOf(hash);
  const PssParamsPtr params(RSA_PSS_PARAMS_new());
  ensure(params != nullptr, kCryptoFailed, "RSA_PSS_PARAMS_new");
  params->hashAlgorithm = X509_ALGOR_new();
  params->maskGenAlgorithm = X509_ALGOR_new();
  params->saltLength = ASN1_INTEGER_new();
  ensure(params->hashAlgorithm && params->maskGenAlgorithm && params->saltLength, kCryptoFailed,
         "RSA_PSS_PARAMS");
  X509_ALGOR_set_md(params->hashAlgorithm, digest);
  X509_ALGOR_set0(params->maskGenAlgorithm, OBJ_nid2obj(NID_mgf1), V_ASN1_SEQUENCE,
                  packed(params->hashAlgorithm, &i2d_X509_ALGOR));
  ensure(ASN1_INTEGER_set(params->saltLength, EVP_MD_get_size(digest)) == 1, kCryptoFailed,
         "ASN1_INTEGER_set");
  X509_ALGOR_set0(out, OBJ_nid2obj(NID_rsassaPss), V_ASN1_SEQUENCE,
                  packed(params.get(), &i2d_RSA_PSS_PARAMS));
}

}  // namespace

const EVP_MD* digestOf(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return EVP_sha256();
    case HashAlgorithm::kSha384:
      return EVP_sha384();
    case HashAlgorithm::kSha512:
      return EVP_sha512();
  }
  return nullptr;
}

Bytes signWith(EVP_PKEY* key, ByteView message, const SignatureScheme& scheme) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  ensure(context && EVP_DigestSignInit(context.get(), &key_context, digestOf(scheme.hash), nullptr,
                                       key) == 1,
         kCryptoFailed, "EVP_DigestSignInit");
  if (scheme.algorithm == SignatureAlgorithm::kRsaPss) {
    ensure(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1,
           kCryptoFailed, "PSS padding");
  }
  std::size_t size = 0;
  ensure(EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1,
         kCryptoFailed, "EVP_DigestSign");
  Bytes value(size);
  ensure(EVP_DigestSign(context.get(), value.data(), &size, message.data(), message.size()) == 1,
         kCryptoFailed, "EVP_DigestSign");
  value.resize(size);
  return value;
}

Bytes ecdsaFromRaw(ByteView raw) {
  ensure(!raw.empty() && raw.size() % 2 == 0, kCryptoFailed, "ECDSA value of odd length");
  const auto half = static_cast<int>(raw.size() / 2);
  const core::UniqueHandle<ECDSA_SIG, &ECDSA_SIG_free> value(ECDSA_SIG_new());
  BignumPtr r(BN_bin2bn(raw.data(), half, nullptr));
  BignumPtr s(BN_bin2bn(raw.data() + half, half, nullptr));
  // The value takes both numbers over.
  ensure(value && r && s && ECDSA_SIG_set0(value.get(), r.get(), s.get()) == 1, kCryptoFailed,
         "ECDSA_SIG_set0");
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(value.get(), &der);
  ensure(size > 0, kCryptoFailed, "i2d_ECDSA_SIG");
  const OpensslMemory memory(der);
  return {der, der + size};
}

void setSignatureAlgorithm(X509_ALGOR* out, const SignatureScheme& scheme) {
  switch (scheme.algorithm) {
    case SignatureAlgorithm::kRsaPss:
      setPss(out, scheme.hash);
      return;
    case SignatureAlgorithm::kRsaPkcs1:
      X509_ALGOR_set0(out, OBJ_nid2obj(NID_rsaEncryption), V_ASN1_NULL, nullptr);
      return;
    case SignatureAlgorithm::kEcdsa:
      X509_ALGOR_set0(out, OBJ_nid2obj(ecdsaNid(scheme.hash)), V_ASN1_UNDEF, nullptr);
      return;
  }
}

}  // namespace sohoa::signing
