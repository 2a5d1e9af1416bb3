#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace sohoa::core {

// Fills `bytes` with what nobody can guess, from the kernel. Throws Error(kIo).
void fillRandom(std::span<std::uint8_t> bytes);

// So many random bytes in lower-case hex digits, two a byte. Throws Error(kIo).
[[nodiscard]] std::string randomHex(int bytes);

}  // namespace sohoa::core
