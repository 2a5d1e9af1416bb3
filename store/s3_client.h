#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/http_client.h"
#include "store/s3_signer.h"

namespace sohoa::store {

// How often and how long a request is repeated that met a fault which may pass.
struct S3Retries {
  int attempts = 6;
  std::chrono::milliseconds first{200};  // the pause doubles from here, with a random share taken
  std::chrono::milliseconds longest{5000};
  std::chrono::seconds budget{60};  // no pause begins after this
  // Lets the time pass; the thread sleeps when empty.
  std::function<void(std::chrono::milliseconds)> sleep;
};

struct S3Place {
  std::string endpoint;  // "https://s3.example.vn", with a port if need be; no path
  std::string region = "us-east-1";
  std::string bucket;
  bool virtual_host = false;  // the bucket is in the host's name, not in the path
};

struct S3Request {
  std::string method = "GET";
  std::string key;  // empty: the bucket itself
  S3Query query;
  std::map<std::string, std::string> headers;  // names in lower case
  std::vector<std::uint8_t> body;
  std::optional<core::HttpBodySource> source;               // instead of `body`
  std::string payload_sha256;                               // in hex; empty: that of `body`
  std::function<void(std::span<const std::uint8_t>)> sink;  // as in core::HttpRequest
  std::uint64_t max_response_bytes = 8U << 20U;
};

struct S3Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string code;  // what an error's body says in <Code>; may be empty

  [[nodiscard]] bool ok() const { return status / 100 == 2; }
  // Empty when absent.
  [[nodiscard]] std::string header(const std::string& name) const;
};

// Pauses between attempts that grow and scatter. One thread at a time.
class S3Backoff {
 public:
  explicit S3Backoff(const S3Retries& retries);
  // Lets a pause pass; false when there should be no further attempt.
  [[nodiscard]] bool again();

 private:
  const S3Retries& retries_;
  int attempts_ = 1;
  std::chrono::steady_clock::time_point begin_;
};

// Signed requests to one bucket. Safe for several threads.
class S3Client {
 public:
  // `http` and `clock` outlive this. Throws Error(core::kBadSettings) for an endpoint, bucket or
  // region that cannot be one.
  S3Client(core::HttpClient& http, S3Place place, S3Credentials credentials, S3Retries retries,
           const core::Clock& clock);

  // Repeats what may pass by itself, but not once the sink has got something. The answer has any
  // other status. Throws the HTTP client's errors and what sink and source throw.
  [[nodiscard]] S3Answer send(const S3Request& request) const;
  // As send(), and throws what a status of 300 or above means.
  S3Answer require(const S3Request& request) const;

  // An address that lets its bearer make the request until `life` (1 second to 7 days) from now.
  [[nodiscard]] std::string presigned(const std::string& method, const std::string& key,
                                      std::chrono::seconds life) const;

  // An object of the bucket as the source of a copy, in its header.
  [[nodiscard]] std::string copySource(const std::string& key) const;

  [[nodiscard]] const S3Retries& retries() const { return retries_; }
  [[nodiscard]] const core::Clock& clock() const { return clock_; }

 private:
  [[nodiscard]] S3Call callOf(const S3Request& request) const;
  [[nodiscard]] std::string addressOf(const S3Call& call, const S3Query& query) const;
  [[nodiscard]] S3Answer sendOnce(const S3Request& request, bool& delivered) const;

  core::HttpClient& http_;
  S3Place place_;
  S3Signer signer_;
  S3Retries retries_;
  const core::Clock& clock_;
  std::string scheme_;  // "https://"
  std::string host_;
};

}  // namespace sohoa::store
