#pragma once

// Private to signing/: one CMS SignedData (RFC 5652) read strictly, and its signature.

#include <memory>
#include <string_view>

#include "signing/certificate_cache.h"
#include "signing/openssl_handles.h"
#include "signing/verify_der.h"
#include "signing/verify_judgement.h"

namespace sohoa::signing {

struct CmsAttribute {
  int nid = NID_undef;
  DerItem oid;
  ByteView whole;
  std::vector<DerItem> values;
};

struct SignedData {
  Bytes encoding;  // all views point into it
  int content_type = NID_undef;
  std::optional<ByteView> content;  // octets of eContent
  std::vector<X509Ptr> certificates;
  X509* signer = nullptr;      // one of them, named by the SignerInfo
  int digest_nid = NID_undef;  // SignerInfo.digestAlgorithm
  AlgorPtr signature_algorithm;
  ByteView signature;
  std::vector<CmsAttribute> signed_attributes;
  std::vector<CmsAttribute> unsigned_attributes;

  [[nodiscard]] const CmsAttribute* attribute(int nid) const;
};

// Why a SignedData cannot be used; `code` is "" when it can.
struct CmsProblem {
  std::string_view code;
};

// Reads a ContentInfo that fills `encoding` but for zero padding when `padded`. Wants definite
// lengths (unsigned attributes aside), one SignerInfo with signed attributes, no attribute twice.
// Nothing and the reason when it is not so.
[[nodiscard]] std::unique_ptr<SignedData> readSignedData(Bytes encoding, bool padded,
                                                         CertificateCache& cache,
                                                         CmsProblem& problem);

// The DER of a SignedData in BER, as many programs write it; zero bytes may follow. Empty when it
// is no CMS at all.
[[nodiscard]] Bytes encodedAnew(ByteView encoding);

// Hash functions that may carry a signature (TT 15/2025/TT-BKHCN; ETSI TS 119 312).
[[nodiscard]] const EVP_MD* allowedDigest(int nid);

// Judges content-type, message-digest, signing certificate reference, algorithms, key and the
// signature value. `digest` is the hash of the signed content under data.digest_nid.
void judgeSignature(const SignedData& data, ByteView digest, bool ess_required,
                    Judgement& judgement);

// RSA from 2048 bits, EC on the NIST and Brainpool curves from 256 bits, Ed25519, Ed448.
[[nodiscard]] bool strongEnough(EVP_PKEY* key);

}  // namespace sohoa::signing
