#include "pdf/invisible_font.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <numeric>
#include <utility>

#include "core/text.h"
#include "pdf/big_endian.h"

namespace sohoa::pdf {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t kUnitsPerEm = 1000;
constexpr std::uint16_t kAscent = 800;
constexpr std::uint16_t kDescentBits = static_cast<std::uint16_t>(-200);
constexpr std::uint16_t kWidth = 500;

Bytes words(std::initializer_list<std::uint16_t> values) {
  Bytes out;
  for (const auto value : values) putU16(out, value);
  return out;
}

std::uint32_t checksum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += static_cast<std::uint32_t>(bytes[i]) << (8 * (3 - i % 4));
  }
  return sum;
}

// Sorted by tag, as the format asks. Layouts: OpenType 1.9, chapters of the same names.
std::array<std::pair<std::string_view, Bytes>, 6> tables() {
  Bytes head;
  putU32(head, 0x00010000);  // version
  putU32(head, 0x00010000);  // revision
  putU32(head, 0);           // adjustment, filled in at the end
  putU32(head, 0x5F0F3CF5);  // magic
  putU16(head, 0);           // flags
  putU16(head, kUnitsPerEm);
  head.resize(head.size() + 16);                               // created, modified
  for (const std::uint16_t v : {0, 0, 0, 0}) putU16(head, v);  // box of all (empty) outlines
  for (const std::uint16_t v : {0, 8, 2, 0, 0}) putU16(head, v);

  Bytes hhea;
  putU32(hhea, 0x00010000);
  for (const std::uint16_t v : {kAscent, kDescentBits, std::uint16_t{0}, kWidth}) putU16(hhea, v);
  hhea.resize(34);
  putU16(hhea, 1);  // one horizontal metric, shared by both glyphs

  Bytes maxp;
  putU32(maxp, 0x00010000);
  putU16(maxp, 2);  // glyphs
  for (int i = 0; i < 4; ++i) putU16(maxp, 0);
  putU16(maxp, 1);  // zones
  maxp.resize(32);

  return {{{"glyf", Bytes(4)},  // never read: both glyphs are of length 0
           {"head", head},
           {"hhea", hhea},
           {"hmtx", words({kWidth, 0, 0})},
           {"loca", words({0, 0, 0})},
           {"maxp", maxp}}};
}

}  // namespace

std::vector<std::uint8_t> emptyGlyphFont() {
  const auto all = tables();
  const auto count = static_cast<std::uint16_t>(all.size());
  Bytes out;
  putU32(out, 0x00010000);
  for (const std::uint16_t v :
       {count, std::uint16_t{64}, std::uint16_t{2}, static_cast<std::uint16_t>(count * 16 - 64)}) {
    putU16(out, v);
  }
  auto offset = static_cast<std::uint32_t>(12 + 16 * all.size());
  std::size_t adjustment = 0;
  for (const auto& [tag, bytes] : all) {
    putText(out, tag);
    putU32(out, checksum(bytes));
    putU32(out, offset);
    putU32(out, static_cast<std::uint32_t>(bytes.size()));
    if (tag == "head") adjustment = offset + 8;
    offset += static_cast<std::uint32_t>((bytes.size() + 3) / 4 * 4);
  }
  for (const auto& [tag, bytes] : all) {
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.resize((out.size() + 3) / 4 * 4);
  }
  Bytes adjusted;
  putU32(adjusted, 0xB1B0AFBA - checksum(out));
  std::copy(adjusted.begin(), adjusted.end(),
            out.begin() + static_cast<std::ptrdiff_t>(adjustment));
  return out;
}

std::uint16_t InvisibleFont::codeOf(char32_t c) {
  constexpr std::uint16_t kFirstSurrogate = 0xD800;
  constexpr std::size_t kSurrogates = 0x800;
  constexpr std::uint16_t kReplacement = 0xFFFD;
  if (c <= 0xFFFF) return static_cast<std::uint16_t>(c);
  const auto known = beyond_bmp_.find(c);
  if (known != beyond_bmp_.end()) return known->second;
  if (beyond_bmp_.size() == kSurrogates) return kReplacement;
  const auto code = static_cast<std::uint16_t>(kFirstSurrogate + beyond_bmp_.size());
  beyond_bmp_.emplace(c, code);
  return code;
}

std::string InvisibleFont::encode(std::string_view utf8, std::size_t& count) {
  std::string out;
  count = 0;
  for (const char32_t c : core::codePoints(utf8)) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF;
    const bool noncharacter = (c & 0xFFFEU) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    if (control || noncharacter) continue;
    const auto code = codeOf(c);
    const char32_t meant = code == 0xFFFD ? U'\uFFFD' : c;
    map_.add(code, std::u32string_view(&meant, 1));
    fmt::format_to(std::back_inserter(out), "{:04X}", code);
    ++count;
  }
  return out;
}

void InvisibleFont::write(ObjectWriter& writer, Ref ref) const {
  constexpr std::string_view kName = "SOHOAA+SohoaInvisible";
  const auto program = emptyGlyphFont();
  const Ref file = writer.stream(fmt::format("/Length1 {} /Filter /FlateDecode", program.size()),
                                 deflated(std::span<const std::uint8_t>(program)));
  const Ref descriptor = writer.object(fmt::format(
      "<< /Type /FontDescriptor /FontName /{} /Flags 5 /FontBBox [0 -200 500 800] /ItalicAngle 0"
      " /Ascent 800 /Descent -200 /CapHeight 800 /StemV 80 /FontFile2 {} >>",
      kName, file.text()));
  // Every code leads to glyph 1; glyph 0 (.notdef) must not be shown in PDF/A.
  std::string to_glyph;
  for (int code = 0; code < 0x10000; ++code) to_glyph += std::string_view("\0\1", 2);
  const Ref glyphs = writer.flateStream("", to_glyph);
  const Ref descendant = writer.object(fmt::format(
      "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{} /CIDSystemInfo << /Registry (Adobe)"
      " /Ordering (Identity) /Supplement 0 >> /DW 500 /CIDToGIDMap {} /FontDescriptor {} >>",
      kName, glyphs.text(), descriptor.text()));
  const Ref to_unicode = writer.flateStream("", map_.program());
  writer.object(ref,
                fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /{} /Encoding /Identity-H"
                            " /DescendantFonts [{}] /ToUnicode {} >>",
                            kName, descendant.text(), to_unicode.text()));
}

}  // namespace sohoa::pdf
