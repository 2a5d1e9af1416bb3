#pragma once

#include "signing/cms_builder.h"

namespace sohoa::signing {

// The encoding of one signature.
inline Bytes signedData(const SigningKey& key, const SignatureScheme& scheme, ByteView digest) {
  return CadesSignature(key, SignerCertificates(key), scheme, digest).encoded();
}

}  // namespace sohoa::signing
