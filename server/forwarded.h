#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sohoa::server {

// Addresses and networks ("10.1.0.0/16") of what stands between the server and its clients and is
// trusted to say where a request came from. Immutable.
class Proxies {
 public:
  Proxies() = default;
  // Throws Error(core::kBadSettings) for what is neither.
  explicit Proxies(const std::vector<std::string>& listed);

  // The address a request came from: the last in X-Forwarded-For that is not a proxy's own, when
  // `peer` is a proxy. Whatever a client wrote into the header itself stands before that and is not
  // looked at. Without such an address: the peer's.
  [[nodiscard]] std::string origin(const std::string& peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    std::string bytes;  // 4 or 16
    unsigned bits = 0;
  };
  [[nodiscard]] bool contains(const std::string& address) const;

  std::vector<Network> networks_;
};

}  // namespace sohoa::server
