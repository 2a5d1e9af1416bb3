#pragma once

// Private to signing/: our names of algorithms in OpenSSL's terms.

#include "signing/key.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

[[nodiscard]] const EVP_MD* digestOf(HashAlgorithm hash);

// Hashes and signs with a key in memory. Throws Error(kCryptoFailed).
[[nodiscard]] Bytes signWith(EVP_PKEY* key, ByteView message, const SignatureScheme& scheme);

// DER of an ECDSA value that tokens give as r and s side by side (RFC 3279 clause 2.2.3). Throws
// Error(kCryptoFailed).
[[nodiscard]] Bytes ecdsaFromRaw(ByteView raw);

// Writes the signatureAlgorithm of a SignerInfo (RFC 4055, RFC 5754): PSS with explicit parameters,
// rsaEncryption with NULL, ecdsa-with-SHA2 with absent parameters.
void setSignatureAlgorithm(X509_ALGOR* out, const SignatureScheme& scheme);

}  // namespace sohoa::signing
