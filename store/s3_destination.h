#pragma once

#include <cstdint>
#include <string>

#include "core/clock.h"
#include "core/ports/destination.h"
#include "core/ports/http_client.h"
#include "store/s3_client.h"

namespace sohoa::store {

struct S3DestinationOptions {
  S3Place place;
  std::string prefix;
  S3Retries retries;
  std::uint64_t part_size = 16ULL << 20U;  // larger files go up in parts of this many bytes
  std::uint64_t bytes_per_second = 0;      // at most so many on average; 0: as fast as it goes
};

// Copies in a bucket of somebody else: PREFIX/sha256/aa/bb/<64 hex digits> holds the PDF and
// PREFIX/copies/<id>.json what is known of the copy (id, kind, title, fields, pages, level, sha256,
// size, created). Both are made only when there is nothing of that name, the JSON last, so that
// what it names is there. Another JSON of that name is Error(core::kCopyConflict); other errors as
// S3BlobStore. The receipt is the JSON's address "s3://bucket/key".
class S3Destination final : public core::Destination {
 public:
  // `http` and `clock` outlive this. Throws Error(core::kBadSettings).
  S3Destination(core::HttpClient& http, S3Credentials credentials, S3DestinationOptions options,
                const core::Clock& clock);

  [[nodiscard]] core::Receipt send(const core::OutgoingCopy& copy) override;

 private:
  void sendFile(const core::OutgoingCopy& copy);
  void sendRecord(const std::string& key, const core::OutgoingCopy& copy);

  S3DestinationOptions options_;
  S3Client client_;
};

}  // namespace sohoa::store
