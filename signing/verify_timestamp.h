#pragma once

// Private to signing/: RFC 3161 tokens.

#include <functional>
#include <memory>
#include <optional>

#include "core/clock.h"
#include "signing/verify_cms.h"

namespace sohoa::signing {

struct TimestampToken {
  std::unique_ptr<SignedData> data;
  core::Timestamp time;
  int imprint_nid = NID_undef;
  Bytes imprint;
};

// Reads a token; `padded` allows zero bytes after it, as in /Contents. Tokens that are not DER are
// encoded anew first, since authorities in use send them. Nothing and a finding when it is no
// token at all.
[[nodiscard]] std::optional<TimestampToken> readTimestamp(Bytes encoding, bool padded,
                                                          CertificateCache& cache,
                                                          std::string_view& problem);

// Judges the token itself: what it was made over, its signature and its signing-certificate
// attribute. `hash` gives the digest of the stamped data for an allowed hash.
void judgeTimestamp(const TimestampToken& token, const std::function<Bytes(const EVP_MD*)>& hash,
                    Judgement& judgement);

}  // namespace sohoa::signing
