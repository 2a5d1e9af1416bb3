#include "pdf/text_string.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace sohoa::pdf {

std::string textString(std::string_view utf8) {
  const bool plain = std::ranges::all_of(
      utf8, [](char c) { return c >= ' ' && c <= '~' && c != '(' && c != ')' && c != '\\'; });
  if (plain) return "(" + std::string(utf8) + ")";
  std::string hex = "<FEFF";
  for (char32_t point : core::codePoints(utf8)) {
    if (point > 0xffff) {
      point -= 0x10000;
      hex += fmt::format("{:04X}", 0xd800 + static_cast<unsigned>(point >> 10U));
      point = 0xdc00 + (point & 0x3ffU);
    }
    hex += fmt::format("{:04X}", static_cast<unsigned>(point));
  }
  return hex + ">";
}

}  // namespace sohoa::pdf
