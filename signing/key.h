#pragma once

#include "signing/bytes.h"

namespace sohoa::signing {

enum class HashAlgorithm { kSha256, kSha384, kSha512 };

enum class SignatureAlgorithm {
  kRsaPss,    // RSASSA-PSS, MGF1 with the same hash, salt as long as the hash (RFC 8017)
  kRsaPkcs1,  // RSASSA-PKCS1-v1_5
  kEcdsa,     // value is DER SEQUENCE { r, s } (RFC 3279)
};

struct SignatureScheme {
  SignatureAlgorithm algorithm = SignatureAlgorithm::kRsaPss;
  HashAlgorithm hash = HashAlgorithm::kSha256;
};

// Which padding an RSA key signs with. The rules in force ask for PSS; some readers in use know
// PKCS#1 v1.5 only.
enum class RsaPadding { kPss, kPkcs1 };

// A private key, wherever it is kept, with its certificate. Safe for several threads.
class SigningKey {
 public:
  virtual ~SigningKey() = default;

  // X.509, DER.
  [[nodiscard]] virtual const Bytes& certificate() const = 0;
  // Its issuers as far as known, DER, nearest first.
  [[nodiscard]] virtual const std::vector<Bytes>& chain() const = 0;
  // Hashes and signs `message`. Throws Error(kCryptoFailed), or whatever kept the key from being
  // used, with the retry class that fits.
  [[nodiscard]] virtual Bytes sign(ByteView message, const SignatureScheme& scheme) const = 0;
};

// The scheme for a certificate's key: RSA from 2048 bits with SHA-256 and `padding`, ECDSA P-256
// with SHA-256, P-384 with SHA-384. Throws Error(kKeyWeak) for any other key.
[[nodiscard]] SignatureScheme schemeFor(ByteView certificate_der, RsaPadding padding);

}  // namespace sohoa::signing
