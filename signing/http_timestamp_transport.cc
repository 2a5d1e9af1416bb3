#include "signing/http_timestamp_transport.h"

#include <utility>

#include "signing/errors.h"

namespace sohoa::signing {
namespace {

constexpr std::size_t kMaxAnswer = 256U << 10U;

}  // namespace

HttpTimestampTransport::HttpTimestampTransport(core::HttpClient& client, std::string url,
                                               std::chrono::milliseconds timeout)
    : client_(client), url_(std::move(url)), timeout_(timeout) {}

Bytes HttpTimestampTransport::exchange(ByteView request) {
  core::HttpRequest http;
  http.method = "POST";
  http.url = url_;
  http.headers = {{"Content-Type", "application/timestamp-query"},
                  {"Accept", "application/timestamp-reply"}};
  http.body.assign(request.begin(), request.end());
  http.timeout = timeout_;
  http.max_response_bytes = kMaxAnswer;
  core::HttpResponse response = client_.send(http);
  if (response.status != 200) {
    throw core::Error(kTsaBadAnswer, {.detail = "HTTP status " + std::to_string(response.status)});
  }
  return std::move(response.body);
}

}  // namespace sohoa::signing
