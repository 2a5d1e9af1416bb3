#pragma once

#include <vector>

#include "signing/key.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// The certificates of a key, parsed once: OpenSSL 3.0 takes longer to parse one than to check a
// signature. May be shared by threads.
struct SignerCertificates {
  // Throws Error(kCertificateUnreadable).
  explicit SignerCertificates(const SigningKey& key);

  X509Ptr own;
  std::vector<X509Ptr> issuers;  // nearest first, without roots
};

// A detached CAdES signature for PAdES baseline (RFC 5652; ETSI EN 319 122-1 clause 5; EN 319 142-1
// clause 6.3): definite-length DER, one SignerInfo, the signed attributes content-type,
// message-digest and signing-certificate-v2 in DER order and nothing else - no signing-time - and
// the certificate with all its known issuers but the root.
class CadesSignature {
 public:
  // `content_digest` is the hash of the signed bytes under scheme.hash. The signature is checked
  // again from its encoding. Throws what `key` throws, Error(kSelfCheckFailed) when the key does
  // not belong to the certificate.
  CadesSignature(const SigningKey& key, const SignerCertificates& certificates,
                 const SignatureScheme& scheme, ByteView content_digest);

  // The octets a signature timestamp is made over: SignerInfo.signature.
  [[nodiscard]] Bytes signatureValue() const;

  // Adds the unsigned attribute signature-time-stamp (EN 319 122-1 clause 5.3); `token` is a DER
  // TimeStampToken and is kept byte for byte.
  void addTimestamp(ByteView token);

  [[nodiscard]] Bytes encoded() const;

 private:
  CmsPtr cms_;
};

}  // namespace sohoa::signing
