#pragma once

// Private to signing/: one request and the check of its answer (RFC 3161).

#include <chrono>
#include <string>

#include "core/clock.h"
#include "core/digest.h"
#include "signing/bytes.h"
#include "signing/certificate_cache.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// Version 1, SHA-256 imprint, a random 64-bit nonce, the certificate asked for.
[[nodiscard]] TsRequestPtr timestampRequest(const core::Sha256& digest, const std::string& policy);

[[nodiscard]] Bytes encodeRequest(const TS_REQ* request);

struct TimestampTrust {
  X509_STORE* anchors;
  CertificateCache& parsed;
  core::Timestamp now;
  std::chrono::minutes tolerated_skew;
};

// The token inside the answer, with its bytes untouched. Throws Error(kTsaBadAnswer).
[[nodiscard]] Bytes acceptedToken(const TS_REQ* request, ByteView answer,
                                  const TimestampTrust& trust);

}  // namespace sohoa::signing
