#include "core/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/error.h"

namespace sohoa::core {

void fillRandom(std::span<std::uint8_t> bytes) {
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw Error(kIo, {.detail = std::string("getrandom: ") + std::strerror(errno)});
  }
}

std::string randomHex(int bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::vector<std::uint8_t> random(static_cast<std::size_t>(bytes));
  fillRandom(random);
  std::string out;
  for (const auto byte : random) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace sohoa::core
