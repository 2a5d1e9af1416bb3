#include "cli/wiring_storage.h"

#include <algorithm>

#include "cli/wiring_s3.h"
#include "store/folder_blob_store.h"
#include "store/s3_blob_store.h"

namespace sohoa::cli {
namespace {

store::S3BlobStoreOptions s3Options(const Home& home, const config::Settings& settings) {
  const auto& s = settings.storage;
  store::S3BlobStoreOptions options;
  options.prefix = s.s3.prefix;
  if (s.s3_retain_days > 0) options.retain = std::chrono::hours(24) * s.s3_retain_days;
  options.cache = s.cache_folder.empty() ? home.cache() : s.cache_folder;
  options.cache_options.limit = s.cache_mb << 20U;
  // A stage opens its files by their paths as long as it runs.
  options.cache_options.keep =
      std::max(options.cache_options.keep, 2 * settings.work.stage_timeout);
  return options;
}

}  // namespace

StorageParts::StorageParts(const Home& home, const config::Settings& settings,
                           const core::Clock& clock) {
  if (settings.storage.s3.endpoint.empty()) {
    blobs_ = std::make_unique<store::FolderBlobStore>(home.blobs());
    return;
  }
  const S3Access access("storage", settings.storage.s3);
  auto options = s3Options(home, settings);
  options.place = access.place();
  http_ = access.http();
  blobs_ =
      std::make_unique<store::S3BlobStore>(*http_, access.credentials(), std::move(options), clock);
}

}  // namespace sohoa::cli
