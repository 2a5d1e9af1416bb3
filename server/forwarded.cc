#include "server/forwarded.h"

#include <utility>  // before Asio, which forgets it with g++ 12

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

#include "core/error.h"

namespace sohoa::server {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> addressOf(std::string_view text) {
  boost::system::error_code error;
  auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  // A server that listens on both sorts sees the old ones written as new ones.
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::string bytesOf(const ip::address& address) {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    return {bytes.begin(), bytes.end()};
  }
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.end()};
}

bool sharesBits(const std::string& a, const std::string& b, unsigned bits) {
  for (std::size_t at = 0; bits > 0; ++at) {
    const unsigned now = std::min(bits, 8U);
    const auto differ = static_cast<unsigned char>(a[at] ^ b[at]);
    if ((differ >> (8U - now)) != 0) return false;
    bits -= now;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

}  // namespace

Proxies::Proxies(const std::vector<std::string>& listed) {
  for (const auto& each : listed) {
    const auto slash = each.find('/');
    const auto address = addressOf(each.substr(0, slash));
    Network network;
    bool right = address.has_value();
    if (right) {
      network.bytes = bytesOf(*address);
      const auto most = static_cast<unsigned>(8 * network.bytes.size());
      network.bits = most;
      if (slash != std::string::npos) {
        const auto* end = each.data() + each.size();
        const auto [stop, error] = std::from_chars(each.data() + slash + 1, end, network.bits);
        right = error == std::errc() && stop == end && network.bits <= most;
      }
    }
    if (!right) throw core::Error(core::kBadSettings, {.detail = "server.proxies: " + each});
    networks_.push_back(std::move(network));
  }
}

bool Proxies::contains(const std::string& address) const {
  const auto parsed = addressOf(address);
  if (!parsed) return false;
  const auto bytes = bytesOf(*parsed);
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return network.bytes.size() == bytes.size() && sharesBits(network.bytes, bytes, network.bits);
  });
}

std::string Proxies::origin(const std::string& peer, std::string_view forwarded_for) const {
  std::string origin = peer;
  while (contains(origin) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto last =
        trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    const auto address = addressOf(last);
    if (!address) break;
    origin = address->to_string();
    forwarded_for = comma == std::string_view::npos ? "" : forwarded_for.substr(0, comma);
  }
  return origin;
}

}  // namespace sohoa::server
