#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sohoa::cli {

struct ApiServerOptions {
  std::optional<std::string> address;  // instead of the settings'
  std::optional<int> port;             // instead of the settings'; 0: any free one
  // What must work: a name, and what is wrong with it ("" nothing). Called by several threads.
  std::vector<std::pair<std::string, std::function<std::string()>>> readiness;
  std::function<void(const std::string&)> log;  // one line of JSON a request
};

// An HTTP server that runs in threads of its own until it is destroyed.
class ApiServer {
 public:
  virtual ~ApiServer() = default;
  [[nodiscard]] virtual std::string url() const = 0;
  // Not ready from now on; running requests come to their end within the settings' time.
  virtual void drain() = 0;
  // Reads TLS certificate and key again. Throws Error and keeps the old ones.
  virtual void renewTls() = 0;
  // The offices of today. Throws Error(core::kBadSettings) and keeps those of before.
  virtual void renewOffices() = 0;
};

}  // namespace sohoa::cli
