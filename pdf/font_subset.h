#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::pdf {

// One glyph of a shaped run. Lengths in 1/1000 em.
struct PlacedGlyph {
  std::uint16_t id = 0;  // in the embedded font (Identity-H: the character code, two bytes)
  double advance = 0;    // as shaped; equals the font's own width unless kerning moved it
};

// Text ready for a PDF text object, in drawing order.
struct ShapedText {
  std::vector<PlacedGlyph> glyphs;
  double width = 0;          // sum of the advances, 1/1000 em
  std::string show_operand;  // of TJ (ISO 32000-1 clause 9.4.3): "[<0024>-12<0057>]"
};

// What an embedded Type0 font with a CIDFontType2 descendant needs (ISO 32000-1 clause 9.7.4,
// ISO 19005-2 clause 6.2.11): Encoding Identity-H, CIDToGIDMap Identity, widths equal to hmtx.
struct EmbeddedFont {
  std::string base_name;               // "ABCDEF+LiberationSerif"; the tag follows from the bytes
  std::vector<std::uint8_t> truetype;  // FontFile2, not compressed
  std::string widths;                  // value of /W, brackets included
  std::string to_unicode;              // CMap program, not compressed
  // FontDescriptor, 1/1000 em.
  int ascent = 0;
  int descent = 0;  // negative
  int cap_height = 0;
  int stem_v = 0;
  std::array<int, 4> bounding_box{};
  double italic_angle = 0;
  unsigned flags = 0;
};

// A TrueType file, read once for all that is made from it. Copies and threads share it.
class FontFile {
 public:
  // Throws Error(kBadFont) when the file is not a TrueType font with glyph outlines.
  explicit FontFile(const std::filesystem::path& path);

 private:
  friend class FontSubset;
  struct State;
  std::shared_ptr<const State> state_;
};

// What shapes text and embeds only the glyphs used. Glyph ids keep their numbers in the subset.
// One object per PDF; one thread at a time.
class FontSubset {
 public:
  explicit FontSubset(FontFile font);
  // Throws what FontFile throws.
  explicit FontSubset(const std::filesystem::path& font) : FontSubset(FontFile(font)) {}
  ~FontSubset();
  FontSubset(FontSubset&&) noexcept;
  FontSubset& operator=(FontSubset&&) noexcept;

  // Shapes one line, left to right, `text` UTF-8 NFC, and remembers its glyphs for embed().
  // Throws Error(kMissingGlyph) when the font has no glyph for a character; the detail names its
  // code point only.
  [[nodiscard]] ShapedText shape(std::string_view text);

  // The glyphs of every text shaped so far, each with the text it stands for. Equal ones of the
  // same file embed alike.
  [[nodiscard]] const std::map<std::uint16_t, std::u32string>& used() const;

  // The font with the glyphs of every text shaped so far. The same texts in the same order give the
  // same bytes. Throws Error(kBadFont).
  [[nodiscard]] EmbeddedFont embed() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sohoa::pdf
