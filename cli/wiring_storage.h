#pragma once

#include <memory>

#include "cli/home.h"
#include "config/settings.h"
#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/http_client.h"

namespace sohoa::cli {

// The blobs as [storage] asks for them: a folder of the home, or a bucket of an S3 service. `clock`
// outlives this object.
class StorageParts {
 public:
  // Sends nothing yet. Throws Error(core::kBadSettings) when what S3 needs is not set, Error(kIo).
  StorageParts(const Home& home, const config::Settings& settings, const core::Clock& clock);

  core::BlobStore& blobs() { return *blobs_; }

 private:
  std::unique_ptr<core::HttpClient> http_;  // null for a folder
  std::unique_ptr<core::BlobStore> blobs_;
};

}  // namespace sohoa::cli
