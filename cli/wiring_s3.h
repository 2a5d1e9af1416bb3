#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "config/settings.h"
#include "core/ports/http_client.h"
#include "store/s3_client.h"

namespace sohoa::cli {

// What one section of the settings says of a bucket, checked. `s3` outlives this.
class S3Access {
 public:
  // Throws Error(core::kBadSettings).
  S3Access(std::string section, const config::S3Settings& s3);

  [[nodiscard]] store::S3Place place() const;
  // Throws Error(core::kBadSettings), Error(core::kIo).
  [[nodiscard]] store::S3Credentials credentials() const;
  [[nodiscard]] std::unique_ptr<core::HttpClient> http() const;

 private:
  std::string section_;
  const config::S3Settings& s3_;
};

// The first line of a file that holds a secret, as editors put an end to it. Throws
// Error(core::kBadSettings) naming `key` when there is no such file or line.
[[nodiscard]] std::string secretIn(const std::filesystem::path& file, const std::string& key);

// Throws Error(core::kBadSettings) "KEY must be WANTED" unless `right`.
void requireSetting(bool right, const std::string& key, const char* wanted);

}  // namespace sohoa::cli
