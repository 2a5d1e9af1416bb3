#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/object_writer.h"
#include "pdf/to_unicode.h"

namespace sohoa::pdf {

// The font of the text layer: every character is the same empty glyph, half an em wide. It is
// embedded like any other (ISO 19005-2 clause 6.2.11), so that the text can be found and copied
// without adding more than about 1 KB to a file, whatever the script.
class InvisibleFont {
 public:
  static constexpr double kAdvance = 0.5;  // em, of every character
  static constexpr double kDescent = 0.2;  // em below the base line; the box is one em high

  // Character codes for Tj, four hex digits each, and remembers them. A code is the code point;
  // those beyond U+FFFF get codes from the surrogate range, which no character owns. Control
  // characters and noncharacters are left out. `count` receives the number of codes.
  [[nodiscard]] std::string encode(std::string_view utf8, std::size_t& count);

  // Writes the font objects: the Type0 font under `ref`.
  void write(ObjectWriter& writer, Ref ref) const;

 private:
  [[nodiscard]] std::uint16_t codeOf(char32_t c);

  ToUnicode map_;
  std::map<char32_t, std::uint16_t> beyond_bmp_;
};

// The font program: a TrueType file with .notdef and one empty glyph of 500/1000 em.
[[nodiscard]] std::vector<std::uint8_t> emptyGlyphFont();

}  // namespace sohoa::pdf
