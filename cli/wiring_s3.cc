#include "cli/wiring_s3.h"

#include <algorithm>

#include "core/error.h"
#include "core/file.h"
#include "net/curl_http_client.h"

namespace sohoa::cli {

void requireSetting(bool right, const std::string& key, const char* wanted) {
  if (right) return;
  throw core::Error(core::kBadSettings, {.detail = key + " must be " + wanted});
}

std::string secretIn(const std::filesystem::path& file, const std::string& key) {
  requireSetting(std::filesystem::is_regular_file(file), key, "a file");
  auto secret = core::readText(file);
  secret.resize(std::min(secret.size(), secret.find_first_of("\r\n")));
  requireSetting(!secret.empty(), key, "a file whose first line is the secret");
  return secret;
}

S3Access::S3Access(std::string section, const config::S3Settings& s3)
    : section_(std::move(section)), s3_(s3) {
  requireSetting(!s3_.endpoint.empty(), section_ + ".s3_endpoint", "an address");
  requireSetting(!s3_.bucket.empty(), section_ + ".s3_bucket", "the name of a bucket");
  requireSetting(!s3_.access_key_id.empty(), section_ + ".s3_access_key_id",
                 "the name of an access key");
  requireSetting(std::filesystem::is_regular_file(s3_.secret_file), section_ + ".s3_secret_file",
                 "a file");
}

store::S3Place S3Access::place() const {
  return {s3_.endpoint, s3_.region, s3_.bucket, s3_.style == "host"};
}

store::S3Credentials S3Access::credentials() const {
  return {s3_.access_key_id, secretIn(s3_.secret_file, section_ + ".s3_secret_file")};
}

std::unique_ptr<core::HttpClient> S3Access::http() const {
  net::HttpOptions options;
  options.certificates = s3_.ca_file;
  return std::make_unique<net::CurlHttpClient>(options);
}

}  // namespace sohoa::cli
