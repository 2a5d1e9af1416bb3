#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sohoa::core {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers;
  std::vector<std::uint8_t> body;
  std::chrono::milliseconds timeout{30000};
  std::size_t max_response_bytes = 1U << 20U;
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
  // Any status is a response, not an error. Follows no redirects. Throws Error(kNetwork), which is
  // transient, when no response came in time, and Error(kResponseTooLarge).
  [[nodiscard]] virtual HttpResponse send(const HttpRequest& request) = 0;
};

}  // namespace sohoa::core
