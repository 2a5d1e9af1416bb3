#include "store/s3_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace sohoa::store {
namespace {

struct Meaning {
  std::string_view code;
  const core::ErrorCode& error;
};

const core::ErrorCode& meaningOf(int status, std::string_view code) {
  static const Meaning kMeanings[] = {
      {"RequestTimeTooSkewed", kS3ClockSkew},
      {"RequestExpired", kS3ClockSkew},
      {"NoSuchBucket", kS3NoBucket},
      {"PermanentRedirect", kS3NoBucket},
      {"AuthorizationHeaderMalformed", kS3NoBucket},  // signed for another region
      {"XAmzContentSHA256Mismatch", kS3Corrupted},
      {"BadDigest", kS3Corrupted},
      {"IncompleteBody", kS3Unavailable},
      {"QuotaExceeded", core::kDiskFull},
      {"InvalidAccessKeyId", kS3Credentials},
      {"SignatureDoesNotMatch", kS3Credentials},
      {"AccessDenied", kS3Credentials},
  };
  for (const auto& meaning : kMeanings) {
    if (meaning.code == code) return meaning.error;
  }
  if (worthRepeating(status, code)) return kS3Unavailable;
  if (status == 401 || status == 403) return kS3Credentials;
  if (status == 301 || status == 307) return kS3NoBucket;
  return kS3Refused;
}

}  // namespace

bool worthRepeating(int status, std::string_view code) {
  static constexpr std::string_view kCodes[] = {
      "RequestTimeout", "OperationAborted", "ConditionalRequestConflict",
      "SlowDown",       "InternalError",    "ServiceUnavailable"};
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504 || std::ranges::find(kCodes, code) != std::end(kCodes);
}

core::Error s3Error(int status, std::string_view code) {
  // Foreign text, and a detail is printed.
  std::string word;
  for (const char c : code.substr(0, 64)) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) word += c;
  }
  return {meaningOf(status, code), {.detail = fmt::format("S3 {} {}", status, word)}};
}

}  // namespace sohoa::store
