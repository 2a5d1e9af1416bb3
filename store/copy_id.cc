#include "store/copy_id.h"

#include <array>
#include <cstdint>

#include "core/random.h"

namespace sohoa::store {

std::string randomCopyId() {
  static constexpr char kDigits[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::array<std::uint8_t, 16> bytes{};
  core::fillRandom(bytes);
  std::string id;
  unsigned pending = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    pending = (pending << 8U) | byte;
    for (bits += 8; bits >= 5; bits -= 5) {
      id += kDigits[(pending >> static_cast<unsigned>(bits - 5)) & 31U];
    }
  }
  id += kDigits[(pending << static_cast<unsigned>(5 - bits)) & 31U];
  return id;
}

}  // namespace sohoa::store
