#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "core/ports/http_client.h"

namespace sohoa::net {

struct HttpOptions {
  std::string user_agent = "sohoa";
  std::chrono::milliseconds connect_timeout{5000};
  std::size_t idle_connections = 16;   // handles kept for reuse, each with its connections
  std::filesystem::path certificates;  // PEM with trust anchors; the system's when empty
  // Shown to servers that ask for one: PEM, the certificate with its chain, and its key.
  std::filesystem::path client_certificate;
  std::filesystem::path client_key;
  // Connects to addresses of the public internet only, whatever a name is said to stand for at the
  // moment it is connected to, and past no proxy.
  bool public_only = false;
};

// HTTP/1.1 over libcurl. TLS from 1.2 on with the server's certificate and name verified, no
// redirects, http and https only, no proxy-independent state: a request never sees another's
// headers or cookies. Header values with line breaks are refused.
class CurlHttpClient final : public core::HttpClient {
 public:
  explicit CurlHttpClient(HttpOptions options = {});
  ~CurlHttpClient() override;

  // Throws Error(kNetwork), which is transient, Error(kResponseTooLarge), Error(kBadUrl),
  // Error(kPrivateAddress).
  [[nodiscard]] core::HttpResponse send(const core::HttpRequest& request) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::net
