#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sohoa::pdf {

// Appends to a binary format that stores its high byte first (TrueType, ICC).
inline void putU16(std::vector<std::uint8_t>& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value & 0xFFU));
}

inline void putU32(std::vector<std::uint8_t>& out, std::uint32_t value) {
  putU16(out, static_cast<std::uint16_t>(value >> 16U));
  putU16(out, static_cast<std::uint16_t>(value & 0xFFFFU));
}

inline void putText(std::vector<std::uint8_t>& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

}  // namespace sohoa::pdf
