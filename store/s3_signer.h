#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/encoding.h"

namespace sohoa::store {

// Of an account at an S3 service. Neither is ever printed or logged.
struct S3Credentials {
  std::string access_key_id;
  std::string secret;
};

// Name and value, both as they are before any encoding. In a map, so they are sorted by name.
using S3Query = std::map<std::string, std::string>;

// What one request of an S3 service consists of for its signature.
struct S3Call {
  std::string method = "GET";
  std::string host;  // with the port unless it is the scheme's own
  std::string path;  // before encoding, from the first "/" on
  S3Query query;
  // Names in lower case, among them none of those that the signer adds.
  std::map<std::string, std::string> headers;
};

// The payload hash of a request without a body.
inline constexpr std::string_view kEmptyPayload =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
// Stands for the payload hash in presigned addresses, whose user has the body, not we.
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

using core::base64;
using core::percentEncoded;
// "a=1&b=2", encoded.
[[nodiscard]] std::string queryText(const S3Query& query);

// AWS Signature Version 4 for S3 (docs.aws.amazon.com, "Authenticating Requests"). Immutable and
// safe for several threads.
class S3Signer {
 public:
  S3Signer(S3Credentials credentials, std::string region)
      : credentials_(std::move(credentials)), region_(std::move(region)) {}

  // The headers to send: those of the call with x-amz-date, x-amz-content-sha256 and authorization.
  // `payload_sha256` in hex. `host` is signed but not among them, as the HTTP client sends it.
  [[nodiscard]] std::map<std::string, std::string> sign(const S3Call& call,
                                                        std::string_view payload_sha256,
                                                        core::Timestamp now) const;

  // The query that lets whoever has it make this call until `life` (1 second to 7 days) after
  // `now`. The call's own headers must then be sent as they are.
  [[nodiscard]] S3Query presign(const S3Call& call, std::chrono::seconds life,
                                core::Timestamp now) const;

 private:
  [[nodiscard]] std::string scope(std::string_view day) const;
  [[nodiscard]] std::string signature(const S3Call& call, const S3Query& query,
                                      const std::map<std::string, std::string>& headers,
                                      std::string_view payload, std::string_view when) const;

  S3Credentials credentials_;
  std::string region_;
};

}  // namespace sohoa::store
