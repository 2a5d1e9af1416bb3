#include "pdf/font_subset.h"

#include <fmt/format.h>
#include <hb-ot.h>
#include <hb-subset.h>

#include <cmath>
#include <map>

#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "core/unique_handle.h"
#include "pdf/errors.h"
#include "pdf/to_unicode.h"

namespace sohoa::pdf {
namespace {

using BlobPtr = core::UniqueHandle<hb_blob_t, &hb_blob_destroy>;
using FacePtr = core::UniqueHandle<hb_face_t, &hb_face_destroy>;
using FontPtr = core::UniqueHandle<hb_font_t, &hb_font_destroy>;
using BufferPtr = core::UniqueHandle<hb_buffer_t, &hb_buffer_destroy>;
using InputPtr = core::UniqueHandle<hb_subset_input_t, &hb_subset_input_destroy>;

constexpr hb_tag_t tag(const char (&name)[5]) { return HB_TAG(name[0], name[1], name[2], name[3]); }

BlobPtr blobOf(const std::vector<std::uint8_t>& bytes) {
  return BlobPtr(hb_blob_create(reinterpret_cast<const char*>(bytes.data()),
                                static_cast<unsigned>(bytes.size()), HB_MEMORY_MODE_READONLY,
                                nullptr, nullptr));
}

// Big-endian fields of one table; a field past the end reads as 0.
class Table {
 public:
  Table(hb_face_t* face, hb_tag_t name) : blob_(hb_face_reference_table(face, name)) {
    unsigned length = 0;
    const char* data = hb_blob_get_data(blob_.get(), &length);
    bytes_ = {data, length};
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] unsigned u16(std::size_t at) const {
    if (at + 2 > bytes_.size()) return 0;
    return static_cast<unsigned>(static_cast<unsigned char>(bytes_[at])) << 8U |
           static_cast<unsigned char>(bytes_[at + 1]);
  }
  [[nodiscard]] int i16(std::size_t at) const { return static_cast<std::int16_t>(u16(at)); }
  [[nodiscard]] double fixed(std::size_t at) const { return i16(at) + u16(at + 2) / 65536.0; }

 private:
  BlobPtr blob_;
  std::string_view bytes_;
};

std::string postScriptName(hb_face_t* face) {
  constexpr hb_ot_name_id_t kPostScript = 6;
  char name[128];
  unsigned size = sizeof name;
  hb_ot_name_get_utf8(face, kPostScript, HB_LANGUAGE_INVALID, &size, name);
  std::string out;
  for (const char c : std::string_view(name, size)) {
    if (c > ' ' && c < 0x7F && std::string_view("()<>[]{}/%#").find(c) == std::string_view::npos) {
      out += c;
    }
  }
  return out.empty() ? "Font" : out;
}

// Six capital letters that follow from the bytes, so that equal subsets have equal names.
std::string subsetTag(const std::vector<std::uint8_t>& bytes) {
  const auto digest = core::sha256(bytes);
  std::string out;
  for (const auto byte : digest.bytes().first(6)) out += static_cast<char>('A' + byte % 26);
  return out;
}

}  // namespace

struct FontFile::State {
  std::vector<std::uint8_t> file;
  FacePtr face;
  FontPtr font;
  double per_em = 1000;

  [[nodiscard]] double milli(double units) const { return units * 1000 / per_em; }
  [[nodiscard]] int milliRounded(double units) const {
    return static_cast<int>(std::lround(milli(units)));
  }
};

FontFile::FontFile(const std::filesystem::path& path) {
  auto made = std::make_shared<State>();
  auto& s = *made;
  try {
    s.file = core::readFile(path);
  } catch (const core::Error& error) {
    throw core::Error(kBadFont, error.context());
  }
  const BlobPtr blob = blobOf(s.file);
  s.face.reset(hb_face_create(blob.get(), 0));
  const bool outlines =
      Table(s.face.get(), tag("glyf")).size() > 0 && Table(s.face.get(), tag("hmtx")).size() > 0;
  if (!outlines || hb_face_get_glyph_count(s.face.get()) == 0) {
    throw core::Error(kBadFont, {.file = path.string(), .detail = "no TrueType outlines"});
  }
  s.per_em = hb_face_get_upem(s.face.get());
  s.font.reset(hb_font_create(s.face.get()));
  // HarfBuzz lets threads share what no longer changes.
  hb_face_make_immutable(s.face.get());
  hb_font_make_immutable(s.font.get());
  state_ = std::move(made);
}

struct FontSubset::State {
  FontFile file;
  std::map<std::uint16_t, std::u32string> used;
};

FontSubset::FontSubset(FontFile font) : state_(new State{std::move(font), {}}) {}

FontSubset::~FontSubset() = default;
FontSubset::FontSubset(FontSubset&&) noexcept = default;
FontSubset& FontSubset::operator=(FontSubset&&) noexcept = default;

const std::map<std::uint16_t, std::u32string>& FontSubset::used() const { return state_->used; }

ShapedText FontSubset::shape(std::string_view text) {
  const auto& s = *state_->file.state_;
  auto& used = state_->used;
  const auto code_points = core::codePoints(text);
  const BufferPtr buffer(hb_buffer_create());
  hb_buffer_add_codepoints(buffer.get(),
                           reinterpret_cast<const hb_codepoint_t*>(code_points.data()),
                           static_cast<int>(code_points.size()), 0, -1);
  hb_buffer_set_direction(buffer.get(), HB_DIRECTION_LTR);
  hb_buffer_guess_segment_properties(buffer.get());
  hb_buffer_set_flags(buffer.get(), HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
  // Every glyph must stand for a known piece of text (ToUnicode), and hold its own place in a
  // plain TJ line, so ligatures and mark attachment stay off.
  const hb_feature_t features[] = {{tag("liga"), 0, 0, HB_FEATURE_GLOBAL_END},
                                   {tag("clig"), 0, 0, HB_FEATURE_GLOBAL_END},
                                   {tag("mark"), 0, 0, HB_FEATURE_GLOBAL_END},
                                   {tag("mkmk"), 0, 0, HB_FEATURE_GLOBAL_END}};
  hb_shape(s.font.get(), buffer.get(), features, std::size(features));

  unsigned count = 0;
  const hb_glyph_info_t* info = hb_buffer_get_glyph_infos(buffer.get(), &count);
  const hb_glyph_position_t* place = hb_buffer_get_glyph_positions(buffer.get(), nullptr);
  ShapedText out;
  std::string hex;
  out.show_operand = "[";
  for (unsigned i = 0; i < count; ++i) {
    const unsigned start = info[i].cluster;
    const unsigned end =
        i + 1 < count ? info[i + 1].cluster : static_cast<unsigned>(code_points.size());
    // Several glyphs for one letter would need marks set by offset, which a TJ line cannot do.
    if (info[i].codepoint == 0 || start == end) {
      throw core::Error(
          kMissingGlyph,
          {.detail = fmt::format("U+{:04X}", static_cast<unsigned>(code_points[start]))});
    }
    const auto id = static_cast<std::uint16_t>(info[i].codepoint);
    const double own = s.milli(hb_font_get_glyph_h_advance(s.font.get(), id));
    const double advance = s.milli(place[i].x_advance);
    used.try_emplace(id, code_points.begin() + start, code_points.begin() + end);
    out.glyphs.push_back({id, advance});
    out.width += advance;
    fmt::format_to(std::back_inserter(hex), "{:04X}", id);
    const double kern = std::round((own - advance) * 100) / 100;
    if (kern != 0 || i + 1 == count) {
      fmt::format_to(std::back_inserter(out.show_operand), "<{}>", hex);
      if (kern != 0) fmt::format_to(std::back_inserter(out.show_operand), "{}", kern);
      hex.clear();
    }
  }
  out.show_operand += "]";
  return out;
}

EmbeddedFont FontSubset::embed() const {
  const auto& s = *state_->file.state_;
  const auto& used = state_->used;
  const InputPtr input(hb_subset_input_create_or_fail());
  if (!input) throw core::Error(core::kOutOfMemory, {.detail = "hb-subset"});
  hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
  hb_set_t* glyphs = hb_subset_input_glyph_set(input.get());
  for (const auto& [id, text] : used) hb_set_add(glyphs, id);
  // Layout is done already; without these tables the closure keeps only the glyphs used.
  hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const auto name : {tag("GSUB"), tag("GPOS"), tag("GDEF"), tag("name"), tag("OS/2"),
                          tag("post"), tag("cmap"), tag("kern"), tag("hdmx"), tag("gasp")}) {
    hb_set_add(dropped, name);
  }
  const FacePtr subset(hb_subset_or_fail(s.face.get(), input.get()));
  if (!subset) throw core::Error(kBadFont, {.detail = "hb-subset refused the font"});
  const BlobPtr blob(hb_face_reference_blob(subset.get()));
  unsigned length = 0;
  const char* data = hb_blob_get_data(blob.get(), &length);

  EmbeddedFont out;
  out.truetype.assign(data, data + length);
  out.base_name = subsetTag(out.truetype) + "+" + postScriptName(s.face.get());
  ToUnicode map;
  out.widths = "[";
  for (const auto& [id, text] : used) {
    map.add(id, text);
    const double width = s.milli(hb_font_get_glyph_h_advance(s.font.get(), id));
    fmt::format_to(std::back_inserter(out.widths), "{}[{}]", id, std::round(width * 1000) / 1000);
  }
  out.widths += "]";
  out.to_unicode = map.program();

  const Table head(s.face.get(), tag("head"));
  const Table hhea(s.face.get(), tag("hhea"));
  const Table os2(s.face.get(), tag("OS/2"));
  const Table post(s.face.get(), tag("post"));
  out.ascent = s.milliRounded(hhea.i16(4));
  out.descent = s.milliRounded(hhea.i16(6));
  out.cap_height = os2.u16(0) >= 2 ? s.milliRounded(os2.i16(88)) : out.ascent;
  // Fonts do not record the stem width; this follows it from the weight class.
  out.stem_v = 50 + static_cast<int>(os2.u16(4)) * static_cast<int>(os2.u16(4)) / 4225;
  for (std::size_t i = 0; i < 4; ++i) out.bounding_box[i] = s.milliRounded(head.i16(36 + 2 * i));
  out.italic_angle = post.fixed(4);
  constexpr unsigned kSymbolic = 1U << 2U;
  constexpr unsigned kItalic = 1U << 6U;
  out.flags = kSymbolic | (out.italic_angle != 0 ? kItalic : 0);
  return out;
}

}  // namespace sohoa::pdf
