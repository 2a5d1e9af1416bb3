#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sohoa::core {

// A body that is read while it is sent, so that memory does not grow with it.
struct HttpBodySource {
  std::uint64_t size = 0;  // bytes
  // Fills `into` from `offset` on and returns how many bytes it gave; 0 before the end breaks the
  // transfer off. An offset may come twice: a request that met a dead connection starts again. What
  // it throws ends the transfer and comes out of send().
  std::function<std::size_t(std::uint64_t offset, std::span<std::uint8_t> into)> read;
};

// The part of an open file from `offset` on; the descriptor's own position is left alone. It stays
// open until the request was sent. Reading throws Error(kIo), also when the file has become
// shorter.
[[nodiscard]] HttpBodySource fileBody(int fd, std::uint64_t offset, std::uint64_t size);

// The same bytes, but none before its time: after n bytes n / bytes_per_second have passed since
// the first; 0: as fast as it goes. `sleep` lets the time pass; the thread sleeps when empty.
[[nodiscard]] HttpBodySource pacedBody(HttpBodySource body, std::uint64_t bytes_per_second,
                                       std::function<void(std::chrono::milliseconds)> sleep = {});

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers{};
  std::vector<std::uint8_t> body{};
  std::optional<HttpBodySource> source{};  // instead of `body`
  // Gets the body of a 2xx answer piece by piece instead of HttpResponse::body; after a transfer
  // that broke off it has seen a part. What it throws ends the transfer and comes out of send().
  std::function<void(std::span<const std::uint8_t>)> sink{};
  std::chrono::milliseconds timeout{30000};  // of the whole exchange; 0: none
  std::chrono::seconds stall{0};             // gives up when nothing moves for that long; 0: never
  std::uint64_t max_response_bytes = 1U << 20U;
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::vector<std::uint8_t> body;
};

// Safe for several threads; connections are kept and reused.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Any status is a response, not an error. Follows no redirects. A server may answer before it has
  // read the whole body. Throws Error(kNetwork), which is transient, when no response came in time,
  // and Error(kResponseTooLarge).
  [[nodiscard]] virtual HttpResponse send(const HttpRequest& request) = 0;
};

}  // namespace sohoa::core
