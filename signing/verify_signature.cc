#include <algorithm>
#include <array>

#include "signing/der.h"
#include "signing/verify_cms.h"

namespace sohoa::signing {
namespace {

constexpr std::array kDigests{NID_sha224,     NID_sha256,    NID_sha384,   NID_sha512,
                              NID_sha3_224,   NID_sha3_256,  NID_sha3_384, NID_sha3_512,
                              NID_sha512_224, NID_sha512_256};

constexpr std::array<std::string_view, 6> kCurves{"prime256v1",      "secp384r1",
                                                  "secp521r1",       "brainpoolP256r1",
                                                  "brainpoolP384r1", "brainpoolP512r1"};

// How a SignerInfo says the value was made: key type, hash and, for PSS, the salt length.
struct Method {
  int key = NID_undef;
  int hash = NID_undef;
  std::optional<int> pss_salt;
};

int algorithmHash(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return OBJ_obj2nid(object);
}

std::optional<Method> readPss(const X509_ALGOR* algorithm) {
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return std::nullopt;
  const auto* sequence = static_cast<const ASN1_STRING*>(value);
  const auto* at = ASN1_STRING_get0_data(sequence);
  const PssParamsPtr params(d2i_RSA_PSS_PARAMS(nullptr, &at, ASN1_STRING_length(sequence)));
  if (!params || params->hashAlgorithm == nullptr || params->maskGenAlgorithm == nullptr) {
    return std::nullopt;  // the defaults mean SHA-1
  }
  if (params->trailerField != nullptr && ASN1_INTEGER_get(params->trailerField) != 1) {
    return std::nullopt;
  }
  X509_ALGOR_get0(nullptr, &type, &value, params->maskGenAlgorithm);
  if (algorithmHash(params->maskGenAlgorithm) != NID_mgf1 || type != V_ASN1_SEQUENCE) {
    return std::nullopt;
  }
  const auto* inner = static_cast<const ASN1_STRING*>(value);
  at = ASN1_STRING_get0_data(inner);
  const AlgorPtr mask(d2i_X509_ALGOR(nullptr, &at, ASN1_STRING_length(inner)));
  Method method{NID_rsaEncryption, algorithmHash(params->hashAlgorithm), 20};
  if (!mask || algorithmHash(mask.get()) != method.hash) return std::nullopt;
  if (params->saltLength != nullptr) {
    method.pss_salt = static_cast<int>(ASN1_INTEGER_get(params->saltLength));
  }
  return *method.pss_salt >= 0 ? std::optional(method) : std::nullopt;
}

std::optional<Method> readMethod(const SignedData& data) {
  const int nid = algorithmHash(data.signature_algorithm.get());
  if (nid == NID_rsaEncryption) return Method{nid, data.digest_nid, {}};
  if (nid == NID_rsassaPss) return readPss(data.signature_algorithm.get());
  // RFC 8419: Ed25519 goes with SHA-512.
  if (nid == NID_ED25519) return Method{nid, NID_sha512, {}};
  Method method;
  if (OBJ_find_sigid_algs(nid, &method.hash, &method.key) != 1) return std::nullopt;
  return method;
}

bool verifies(const SignedData& data, const Method& method, EVP_PKEY* key, ByteView message) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  const auto* hash = method.key == NID_ED25519 ? nullptr : allowedDigest(method.hash);
  if (EVP_DigestVerifyInit(context.get(), &options, hash, nullptr, key) != 1) return false;
  if (method.pss_salt && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                          EVP_PKEY_CTX_set_rsa_mgf1_md(options, hash) != 1 ||
                          EVP_PKEY_CTX_set_rsa_pss_saltlen(options, *method.pss_salt) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), data.signature.data(), data.signature.size(),
                          message.data(), message.size()) == 1;
}

// GeneralNames with one directoryName that equals the certificate's issuer, then its serial number.
bool isIssuerSerial(ByteView content, X509* certificate) {
  DerReader parts(content);
  const auto names = parts.next(kDerSequence);
  const auto serial = parts.next(kDerInteger);
  if (!names || !serial) return false;
  DerReader each(names->content);
  const auto directory = each.next(kDerContext + 4);
  if (!directory || !each.empty()) return false;
  const auto* at = directory->content.data();
  const auto release = [](X509_NAME* name) { X509_NAME_free(name); };
  const std::unique_ptr<X509_NAME, decltype(release)> issuer(
      d2i_X509_NAME(nullptr, &at, static_cast<long>(directory->content.size())), release);
  at = serial->whole.data();
  const Asn1IntegerPtr number(
      d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(serial->whole.size())));
  return issuer && number && X509_NAME_cmp(issuer.get(), X509_get_issuer_name(certificate)) == 0 &&
         ASN1_INTEGER_cmp(number.get(), X509_get_serialNumber(certificate)) == 0;
}

// ESSCertID and ESSCertIDv2 (RFC 5035): does the first one name this certificate?
bool essNames(const CmsAttribute& attribute, bool second_version, X509* certificate) {
  if (attribute.values.size() != 1 || attribute.values[0].tag != kDerSequence) return false;
  DerReader outer(attribute.values[0].content);
  const auto ids = outer.next(kDerSequence);
  if (!ids) return false;
  DerReader each(ids->content);
  const auto first = each.next(kDerSequence);
  if (!first) return false;
  DerReader parts(first->content);
  int hash = second_version ? NID_sha256 : NID_sha1;
  if (second_version && parts.at(kDerSequence)) {
    const auto algorithm = parts.next();
    DerReader inside(algorithm ? algorithm->content : ByteView{});
    const auto oid = inside.next(kDerOid);
    if (!oid) return false;
    hash = nidOf(*oid);
    if (allowedDigest(hash) == nullptr) return false;
  }
  const auto value = parts.next(kDerOctetString);
  const auto* function = EVP_get_digestbynid(hash);
  if (!value || function == nullptr) return false;
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  if (X509_digest(certificate, function, digest.data(), &size) != 1) return false;
  digest.resize(size);
  if (!std::ranges::equal(digest, value->content)) return false;
  const auto issuer_serial = parts.next(kDerSequence);
  return parts.empty() && (!issuer_serial || isIssuerSerial(issuer_serial->content, certificate));
}

void judgeEss(const SignedData& data, bool required, Judgement& judgement) {
  const auto* first = data.attribute(NID_id_smime_aa_signingCertificate);
  const auto* second = data.attribute(NID_id_smime_aa_signingCertificateV2);
  if (first == nullptr && second == nullptr) {
    if (required) judgement.fail(sub::kFormatFailure, code::kEssMissing);
    return;
  }
  if ((first != nullptr && !essNames(*first, false, data.signer)) ||
      (second != nullptr && !essNames(*second, true, data.signer))) {
    judgement.fail(sub::kFormatFailure, code::kEssMismatch);
  }
}

void judgeDigest(const SignedData& data, ByteView digest, Judgement& judgement) {
  const auto* type = data.attribute(NID_pkcs9_contentType);
  const auto* expected = data.attribute(NID_pkcs9_messageDigest);
  if (type == nullptr || type->values.size() != 1 || type->values[0].tag != kDerOid ||
      nidOf(type->values[0]) != data.content_type || expected == nullptr ||
      expected->values.size() != 1 || expected->values[0].tag != kDerOctetString) {
    judgement.fail(sub::kFormatFailure, code::kAttributes);
  } else if (!std::ranges::equal(expected->values[0].content, digest)) {
    judgement.fail(sub::kHashFailure, code::kDigest);
  }
}

}  // namespace

const EVP_MD* allowedDigest(int nid) {
  return std::ranges::find(kDigests, nid) == kDigests.end() ? nullptr : EVP_get_digestbynid(nid);
}

bool strongEnough(EVP_PKEY* key) {
  const int type = EVP_PKEY_get_base_id(key);
  const int bits = EVP_PKEY_get_bits(key);
  if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) return bits >= 2048 && bits <= 16384;
  if (type == EVP_PKEY_EC) {
    char group[80] = "";
    return EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
           std::ranges::find(kCurves, group) != kCurves.end();
  }
  return type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448;
}

void judgeSignature(const SignedData& data, ByteView digest, bool ess_required,
                    Judgement& judgement) {
  judgeDigest(data, digest, judgement);
  if (data.signer == nullptr) {
    return judgement.doubt(sub::kNoSigningCertificate, code::kSignerMissing);
  }
  judgeEss(data, ess_required, judgement);
  auto* key = X509_get0_pubkey(data.signer);
  const auto method = readMethod(data);
  if (key == nullptr || !method || method->hash != data.digest_nid ||
      allowedDigest(method->hash) == nullptr) {
    return judgement.fail(sub::kCryptoConstraints, code::kAlgorithm);
  }
  if (!strongEnough(key)) judgement.fail(sub::kCryptoConstraints, code::kWeakKey);
  const int key_type = EVP_PKEY_get_base_id(key);
  const int wanted = method->key == NID_X9_62_id_ecPublicKey ? EVP_PKEY_EC : method->key;
  const bool fits = key_type == wanted || (key_type == EVP_PKEY_RSA_PSS && method->pss_salt);

  std::vector<Bytes> encodings;
  for (const auto& each : data.signed_attributes) {
    encodings.emplace_back(each.whole.begin(), each.whole.end());
  }
  if (!std::ranges::is_sorted(encodings)) judgement.note(code::kAttributeOrder);
  if (!fits || !verifies(data, *method, key, derSetOf(encodings))) {
    judgement.fail(sub::kSigCryptoFailure, code::kSignature);
  }
}

}  // namespace sohoa::signing
