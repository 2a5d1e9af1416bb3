#pragma once

#include <cstdint>

namespace sohoa::test {

inline constexpr int kScriptedWidth = 60;
inline constexpr int kScriptedHeight = 40;

// A picture that tells its number from every other.
[[nodiscard]] inline std::uint8_t scriptedPixel(int number, int x, int y) {
  return static_cast<std::uint8_t>(number * 37 + x * 3 + y * 5 + number / 7);
}

}  // namespace sohoa::test
