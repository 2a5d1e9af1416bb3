#pragma once

#include <sys/socket.h>

namespace sohoa::net {

// Whether an address is one of the public internet, by the special-purpose registries of IANA
// (RFC 6890 and its updates): not of this machine, this house, a provider's inside (RFC 6598), a
// link, a group, a document, or a tunnel that hides an IPv4 address. An IPv4 address in IPv6
// clothes (RFC 4291 section 2.5.5.2) is judged as what it is. Whatever is neither IPv4 nor IPv6 is
// not.
[[nodiscard]] bool isPublic(const sockaddr& address);

}  // namespace sohoa::net
