#include "cli/wiring_storage.h"

#include <algorithm>

#include "core/error.h"
#include "core/file.h"
#include "net/curl_http_client.h"
#include "store/folder_blob_store.h"
#include "store/s3_blob_store.h"

namespace sohoa::cli {
namespace {

void require(bool right, const char* key, const char* wanted = "needed with s3_endpoint") {
  if (right) return;
  throw core::Error(core::kBadSettings, {.detail = std::string("storage.") + key + ": " + wanted});
}

// The first line, as editors put an end to it.
std::string secretIn(const std::filesystem::path& file) {
  require(std::filesystem::is_regular_file(file), "s3_secret_file", "there is no such file");
  auto text = core::readText(file);
  text.resize(std::min(text.size(), text.find_first_of("\r\n")));
  require(!text.empty(), "s3_secret_file", "the first line is empty");
  return text;
}

store::S3BlobStoreOptions s3Options(const Home& home, const config::Settings& settings) {
  const auto& s = settings.storage;
  store::S3BlobStoreOptions options;
  options.place = {s.s3_endpoint, s.s3_region, s.s3_bucket, s.s3_style == "host"};
  options.prefix = s.s3_prefix;
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
  const auto& s = settings.storage;
  if (s.s3_endpoint.empty()) {
    blobs_ = std::make_unique<store::FolderBlobStore>(home.blobs());
    return;
  }
  require(!s.s3_bucket.empty(), "s3_bucket");
  require(!s.s3_access_key_id.empty(), "s3_access_key_id");
  require(!s.s3_secret_file.empty(), "s3_secret_file");
  net::HttpOptions http;
  http.certificates = s.s3_ca_file;
  http_ = std::make_unique<net::CurlHttpClient>(http);
  blobs_ = std::make_unique<store::S3BlobStore>(
      *http_, store::S3Credentials{s.s3_access_key_id, secretIn(s.s3_secret_file)},
      s3Options(home, settings), clock);
}

}  // namespace sohoa::cli
