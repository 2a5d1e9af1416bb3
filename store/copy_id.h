#pragma once

#include <string>

namespace sohoa::store {

// 128 random bits as 26 lower-case base32 digits (RFC 4648 section 6, no padding): nobody can guess
// one copy's address from another's. Safe for several threads.
[[nodiscard]] std::string randomCopyId();

}  // namespace sohoa::store
