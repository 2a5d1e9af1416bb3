#include "cli/wiring_storage.h"

#include <algorithm>

#include "core/error.h"
#include "core/file.h"
#include "net/curl_http_client.h"
#include "store/folder_blob_store.h"
#include "store/s3_blob_store.h"
#include "store/s3_destination.h"

namespace sohoa::cli {
namespace {

// Of one section of the settings.
class S3Access {
 public:
  S3Access(std::string section, const config::S3Settings& s3)
      : section_(std::move(section)), s3_(s3) {
    require(!s3_.endpoint.empty(), "s3_endpoint", "an address");
    require(!s3_.bucket.empty(), "s3_bucket", "the name of a bucket");
    require(!s3_.access_key_id.empty(), "s3_access_key_id", "the name of an access key");
    require(std::filesystem::is_regular_file(s3_.secret_file), "s3_secret_file", "a file");
  }

  [[nodiscard]] store::S3Place place() const {
    return {s3_.endpoint, s3_.region, s3_.bucket, s3_.style == "host"};
  }
  [[nodiscard]] store::S3Credentials credentials() const {
    // The first line, as editors put an end to it.
    auto secret = core::readText(s3_.secret_file);
    secret.resize(std::min(secret.size(), secret.find_first_of("\r\n")));
    require(!secret.empty(), "s3_secret_file", "a file whose first line is the secret");
    return {s3_.access_key_id, std::move(secret)};
  }
  [[nodiscard]] std::unique_ptr<core::HttpClient> http() const {
    net::HttpOptions options;
    options.certificates = s3_.ca_file;
    return std::make_unique<net::CurlHttpClient>(options);
  }

 private:
  void require(bool right, const char* key, const char* wanted) const {
    if (right) return;
    throw core::Error(core::kBadSettings, {.detail = section_ + "." + key + " must be " + wanted});
  }

  std::string section_;
  const config::S3Settings& s3_;
};

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

// Owns the connections it is reached by.
class OwnedDestination final : public core::Destination {
 public:
  OwnedDestination(const S3Access& access, store::S3DestinationOptions options,
                   const core::Clock& clock)
      : http_(access.http()), inner_(*http_, access.credentials(), std::move(options), clock) {}

  [[nodiscard]] core::Receipt send(const core::OutgoingCopy& copy) override {
    return inner_.send(copy);
  }

 private:
  std::unique_ptr<core::HttpClient> http_;
  store::S3Destination inner_;
};

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

std::unique_ptr<core::Destination> openDestination(const config::Settings& settings,
                                                   const std::string& name,
                                                   const core::Clock& clock) {
  for (const auto& delivery : settings.deliveries) {
    if (delivery.name != name) continue;
    const S3Access access("delivery", delivery.s3);
    store::S3DestinationOptions options;
    options.place = access.place();
    options.prefix = delivery.s3.prefix;
    options.bytes_per_second = delivery.kilobytes_per_second << 10U;
    return std::make_unique<OwnedDestination>(access, std::move(options), clock);
  }
  throw core::Error(core::kBadSettings, {.detail = "no [[delivery]] has the name " + name});
}

}  // namespace sohoa::cli
