#include "pdf/text_appearance.h"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "core/error.h"
#include "pdf/font_subset.h"
#include "pdf/object_writer.h"
#include "pdf/update_errors.h"

namespace sohoa::pdf {
namespace {

constexpr double kPadding = 2;     // points between the text and the field's edge
constexpr double kLeading = 1.2;   // of the font size
constexpr double kBaseline = 0.9;  // from the top of a line to its base line, of the font size
constexpr double kShrinkStep = 0.5;

std::vector<std::string> wordsOf(const std::string& line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t space = std::min(line.find(' ', at), line.size());
    if (space > at) words.push_back(line.substr(at, space - at));
    at = space + 1;
  }
  return words;
}

// The lines of `text` broken to its width at `size`; nothing when that is too much for the field.
std::optional<std::vector<ShapedText>> layOut(FontSubset& font, const TextAppearance& text,
                                              double size) {
  const double room = (text.width - 2 * kPadding) / size * 1000;
  std::vector<ShapedText> rows;
  for (const std::string& line : text.lines) {
    std::string row;
    for (const std::string& word : wordsOf(line)) {
      const std::string longer = row.empty() ? word : row + " " + word;
      if (font.shape(longer).width <= room) {
        row = longer;
        continue;
      }
      if (row.empty() || font.shape(word).width > room) return {};
      rows.push_back(font.shape(row));
      row = word;
    }
    rows.push_back(font.shape(row));
  }
  const double height = static_cast<double>(rows.size()) * kLeading * size;
  if (height > text.height - 2 * kPadding) return {};
  return rows;
}

std::string contentOf(const std::vector<ShapedText>& rows, const TextAppearance& text,
                      double size) {
  std::string content = fmt::format("q\nBT\n0 g\n/F0 {} Tf\n", number(size));
  double y = text.height - kPadding - kBaseline * size;
  for (const ShapedText& row : rows) {
    const double x = text.align == TextAppearance::Align::kLeft
                         ? kPadding
                         : text.width - kPadding - row.width * size / 1000;
    content += fmt::format("1 0 0 1 {} {} Tm\n{} TJ\n", number(x), number(y), row.show_operand);
    y -= kLeading * size;
  }
  return content + "ET\nQ\n";
}

std::span<const std::uint8_t> bytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A font ready to be written into any file.
struct PackedFont {
  explicit PackedFont(EmbeddedFont font)
      : described(std::move(font)),
        truetype(deflated(described.truetype)),
        to_unicode(deflated(described.to_unicode)) {}

  EmbeddedFont described;
  std::vector<std::uint8_t> truetype;
  std::vector<std::uint8_t> to_unicode;
};

ObjectId addFont(IncrementalUpdate& update, const PackedFont& packed) {
  const EmbeddedFont& font = packed.described;
  const ObjectId file = update.reserve();
  const ObjectId descriptor = update.reserve();
  const ObjectId to_unicode = update.reserve();
  const ObjectId descendant = update.reserve();
  const ObjectId type0 = update.reserve();
  update.putPacked(file, fmt::format("/Length1 {}", font.truetype.size()), packed.truetype);
  update.put(
      descriptor,
      fmt::format("<< /Type /FontDescriptor /FontName /{} /Flags {} /FontBBox [{} {} {} {}] "
                  "/ItalicAngle {} /Ascent {} /Descent {} /CapHeight {} /StemV {} "
                  "/FontFile2 {} >>",
                  font.base_name, font.flags, font.bounding_box[0], font.bounding_box[1],
                  font.bounding_box[2], font.bounding_box[3], number(font.italic_angle),
                  font.ascent, font.descent, font.cap_height, font.stem_v, file.reference()));
  update.putPacked(to_unicode, "", packed.to_unicode);
  update.put(descendant,
             fmt::format("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{} /CIDSystemInfo "
                         "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                         "/FontDescriptor {} /CIDToGIDMap /Identity /W {} >>",
                         font.base_name, descriptor.reference(), font.widths));
  update.put(type0, fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /{} /Encoding "
                                "/Identity-H /DescendantFonts [{}] /ToUnicode {} >>",
                                font.base_name, descendant.reference(), to_unicode.reference()));
  return type0;
}

}  // namespace

struct AppearanceFont::State {
  explicit State(const std::filesystem::path& font) : file(font) {}

  std::shared_ptr<const PackedFont> packed(const FontSubset& font);

  FontFile file;
  std::mutex mutex;
  std::map<std::map<std::uint16_t, std::u32string>, std::shared_ptr<const PackedFont>> known;
};

std::shared_ptr<const PackedFont> AppearanceFont::State::packed(const FontSubset& font) {
  constexpr std::size_t kMost = 64;
  {
    const std::lock_guard lock(mutex);
    const auto found = known.find(font.used());
    if (found != known.end()) return found->second;
  }
  auto made = std::make_shared<const PackedFont>(font.embed());
  const std::lock_guard lock(mutex);
  if (known.size() >= kMost) known.clear();
  return known.emplace(font.used(), std::move(made)).first->second;
}

AppearanceFont::AppearanceFont(const std::filesystem::path& font)
    : state_(std::make_unique<State>(font)) {}

AppearanceFont::~AppearanceFont() = default;

ObjectId AppearanceFont::addText(IncrementalUpdate& update, const TextAppearance& text) {
  // What changes from copy to copy is mostly a time or a number; with all digits in it the subset
  // stays the same.
  constexpr char kAlways[] = "0123456789-+:T";
  FontSubset font(state_->file);
  static_cast<void>(font.shape(kAlways));
  std::optional<std::vector<ShapedText>> rows;
  double size = text.size;
  while (!(rows = layOut(font, text, size)) && size > text.smallest) {
    size = std::max(size - kShrinkStep, text.smallest);
  }
  if (!rows) {
    throw core::Error(kTextDoesNotFit,
                      {.detail = fmt::format("{} lines, {} x {} pt", text.lines.size(),
                                             number(text.width, 1), number(text.height, 1))});
  }
  const ObjectId font_object = addFont(update, *state_->packed(font));
  const ObjectId form = update.reserve();
  update.putStream(form,
                   fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 {} {}] /Resources "
                               "<< /Font << /F0 {} >> >>",
                               number(text.width), number(text.height), font_object.reference()),
                   bytesOf(contentOf(*rows, text, size)));
  return form;
}

}  // namespace sohoa::pdf
