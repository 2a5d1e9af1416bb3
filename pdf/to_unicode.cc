#include "pdf/to_unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sohoa::pdf {
namespace {

std::string utf16Hex(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    const auto value = static_cast<unsigned>(c);
    if (value > 0xFFFF) {
      const unsigned rest = value - 0x10000;
      fmt::format_to(std::back_inserter(out), "{:04X}{:04X}", 0xD800 + (rest >> 10U),
                     0xDC00 + (rest & 0x3FFU));
    } else {
      fmt::format_to(std::back_inserter(out), "{:04X}", value);
    }
  }
  return out;
}

}  // namespace

void ToUnicode::add(std::uint16_t code, std::u32string_view text) {
  codes_.try_emplace(code, text);
}

std::string ToUnicode::program() const {
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  constexpr std::ptrdiff_t kMaxInOneSection = 100;
  for (auto at = codes_.begin(); at != codes_.end();) {
    const auto left = std::distance(at, codes_.end());
    const auto count = std::min(left, kMaxInOneSection);
    fmt::format_to(std::back_inserter(out), "{} beginbfchar\n", count);
    for (std::ptrdiff_t i = 0; i < count; ++i, ++at) {
      fmt::format_to(std::back_inserter(out), "<{:04X}> <{}>\n", at->first, utf16Hex(at->second));
    }
    out += "endbfchar\n";
  }
  out += "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
  return out;
}

}  // namespace sohoa::pdf
