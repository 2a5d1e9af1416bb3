#pragma once

// Private to signing/: hashing what signatures cover.

#include <vector>

#include "pdf/revisions.h"
#include "signing/running_digest.h"
#include "signing/verify_fields.h"

namespace sohoa::signing {

struct DigestRequest {
  const SignatureSite* site = nullptr;
  const EVP_MD* hash = nullptr;
  Bytes digest;  // filled in
};

// Fills in the digests of all requests. All ranges begin at byte 0, so the file is read once for
// each hash function, whatever the number of signatures.
void digestSites(const pdf::Revisions& file, HashPool& pool, std::vector<DigestRequest>& requests);

}  // namespace sohoa::signing
