#pragma once

#include "signing/key.h"

namespace sohoa::signing {

// A detached CAdES signature for PAdES baseline (RFC 5652; ETSI EN 319 122-1 clause 5; EN 319 142-1
// clause 6.3): definite-length DER, one SignerInfo, the signed attributes content-type,
// message-digest and signing-certificate-v2 in DER order and nothing else - no signing-time - and
// the certificate with all its known issuers. `content_digest` is the hash of the signed bytes
// under scheme.hash. The signature is checked again from its encoding before it is handed out.
// Throws what `key` throws, Error(kSelfCheckFailed) when the key does not belong to the
// certificate.
[[nodiscard]] Bytes buildSignedData(const SigningKey& key, const SignatureScheme& scheme,
                                    ByteView content_digest);

// The octets a signature timestamp is made over: SignerInfo.signature.
[[nodiscard]] Bytes signatureValue(ByteView signed_data);

// The same SignedData with the unsigned attribute signature-time-stamp (EN 319 122-1 clause 5.3);
// `token` is a DER TimeStampToken and is kept byte for byte.
[[nodiscard]] Bytes addSignatureTimestamp(ByteView signed_data, ByteView token);

}  // namespace sohoa::signing
