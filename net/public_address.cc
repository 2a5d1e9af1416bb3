#include "net/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace sohoa::net {
namespace {

struct Range4 {
  std::uint32_t first;
  int bits;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry
constexpr std::array kNotPublic4 = std::to_array<Range4>({
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // a provider's inside
    {0x7F000000, 8},   // this machine
    {0xA9FE0000, 16},  // link
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocols
    {0xC0000200, 24},  // documents
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documents
    {0xCB007100, 24},  // documents
    {0xE0000000, 3},   // groups, reserved, everybody
});

struct Range6 {
  std::array<std::uint8_t, 4> first;
  int bits;
};

// https://www.iana.org/assignments/iana-ipv6-special-registry, of those inside 2000::/3.
constexpr std::array kNotPublic6 = std::to_array<Range6>({
    {{0x20, 0x01, 0x00, 0x00}, 23},  // protocols, Teredo, ORCHID
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // documents
    {{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4
    {{0x3F, 0xFF, 0x00, 0x00}, 20},  // documents
});

std::uint32_t number(std::span<const std::uint8_t> bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | bytes[3];
}

bool startsAlike(std::uint32_t one, std::uint32_t other, int bits) {
  return ((one ^ other) >> (32 - bits)) == 0;
}

bool isPublic4(std::uint32_t address) {
  return std::none_of(kNotPublic4.begin(), kNotPublic4.end(), [&](const Range4& range) {
    return startsAlike(address, range.first, range.bits);
  });
}

bool isPublic6(std::span<const std::uint8_t, 16> address) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(kMapped.begin(), kMapped.end(), address.begin())) {
    return isPublic4(number(address.subspan(12)));
  }
  // All that is given out to the world lies in 2000::/3; the rest is inside, or means something.
  if ((address[0] & 0xE0U) != 0x20U) return false;
  return std::none_of(kNotPublic6.begin(), kNotPublic6.end(), [&](const Range6& range) {
    return startsAlike(number(address), number(range.first), range.bits);
  });
}

}  // namespace

bool isPublic(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return isPublic4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return isPublic6(std::span<const std::uint8_t, 16>(v6.sin6_addr.s6_addr));
  }
  return false;
}

}  // namespace sohoa::net
