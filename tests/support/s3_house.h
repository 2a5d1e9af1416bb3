#pragma once

#include <unistd.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/clock.h"
#include "core/digest.h"
#include "net/curl_http_client.h"
#include "store/s3_blob_store.h"
#include "tests/support/s3_server.h"

namespace sohoa::test {

inline const core::SystemClock kSystemClock;

// Connections must not be shared with a forked process.
inline core::HttpClient& httpOfThisProcess() {
  static std::map<pid_t, std::unique_ptr<net::CurlHttpClient>> clients;
  auto& client = clients[::getpid()];
  if (!client) client = std::make_unique<net::CurlHttpClient>();
  return *client;
}

inline store::S3Credentials credentials() { return {S3Server::kAccessKey, S3Server::kSecret}; }

inline store::S3Place placeOf(const std::string& bucket) {
  return {S3Server::shared().endpoint(), "us-east-1", bucket, false};
}

inline store::S3Client clientOf(const std::string& bucket) {
  return {httpOfThisProcess(), placeOf(bucket), credentials(), {}, kSystemClock};
}

// Makes the bucket unless there.
inline std::string bucketNamed(const std::string& name, bool object_lock = false) {
  store::S3Request make;
  make.method = "PUT";
  if (object_lock) make.headers["x-amz-bucket-object-lock-enabled"] = "true";
  const auto answer = clientOf(name).send(make);
  if (!answer.ok() && answer.status != 409) throw std::runtime_error("bucket: " + answer.body);
  return name;
}

// A store of its own for each folder, in one bucket; the cache is in the folder.
inline store::S3BlobStoreOptions optionsFor(const std::filesystem::path& folder) {
  store::S3BlobStoreOptions options;
  options.place = placeOf(bucketNamed("sohoa"));
  options.prefix = core::sha256(folder.string()).hex().substr(0, 16);
  options.cache = folder;
  return options;
}

inline std::unique_ptr<store::S3BlobStore> openS3(const store::S3BlobStoreOptions& options,
                                                  const core::Clock& clock = kSystemClock) {
  return std::make_unique<store::S3BlobStore>(httpOfThisProcess(), credentials(), options, clock);
}

}  // namespace sohoa::test
