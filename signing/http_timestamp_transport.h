#pragma once

#include <chrono>
#include <string>

#include "core/ports/http_client.h"
#include "signing/timestamp_client.h"

namespace sohoa::signing {

// RFC 3161 clause 3.4: the request is POSTed, the answer comes back in the body.
class HttpTimestampTransport final : public TimestampTransport {
 public:
  // `client` outlives the transport.
  HttpTimestampTransport(core::HttpClient& client, std::string url,
                         std::chrono::milliseconds timeout = std::chrono::seconds(10));

  // Throws Error(kTsaBadAnswer) for any status but 200, and what the client throws.
  [[nodiscard]] Bytes exchange(ByteView request) override;

 private:
  core::HttpClient& client_;
  std::string url_;
  std::chrono::milliseconds timeout_;
};

}  // namespace sohoa::signing
