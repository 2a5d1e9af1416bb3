#include "pdf/printed_sheets.h"

#include <fmt/format.h>

#include <array>

#include "pdf/font_subset.h"
#include "pdf/object_writer.h"
#include "pdf/output_intent.h"
#include "pdf/text_string.h"
#include "pdf/xmp.h"

namespace sohoa::pdf {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kWidth = core::PrintedSheet::kWidth * kPointsPerMm;
constexpr double kHeight = core::PrintedSheet::kHeight * kPointsPerMm;

using Text = core::PrintedSheet::Text;
using Face = core::PrintedSheet::Face;

// The faces of one file, each embedded when it is used.
class Faces {
 public:
  explicit Faces(const PrintFonts& fonts)
      : faces_{Entry{FontSubset(fonts.upright)}, Entry{FontSubset(fonts.bold)},
               Entry{FontSubset(fonts.italic)}} {}

  ShapedText shape(const Text& text) {
    auto& face = faces_.at(static_cast<std::size_t>(text.face));
    face.used = true;
    return face.font.shape(text.line);
  }
  // "/F0 5 0 R /F1 6 0 R" of the faces used so far; the numbers are allocated once.
  std::string resources(ObjectWriter& writer) {
    std::string entries;
    for (std::size_t i = 0; i < faces_.size(); ++i) {
      auto& face = faces_.at(i);
      if (!face.used) continue;
      if (face.ref.number == 0) face.ref = writer.allocate();
      entries += fmt::format("/F{} {} ", i, face.ref.text());
    }
    return entries;
  }
  template <class Write>
  void forEachUsed(Write write) const {
    for (const auto& face : faces_) {
      if (face.used) write(face.ref, face.font.embed());
    }
  }

 private:
  struct Entry {
    FontSubset font;
    bool used = false;
    Ref ref{};
  };
  std::array<Entry, 3> faces_;
};

double leftOf(const Text& text, double width) {
  const double at = text.x * kPointsPerMm;
  switch (text.anchor) {
    case core::PrintedSheet::Anchor::kLeft:
      return at;
    case core::PrintedSheet::Anchor::kCentre:
      return at - width / 2;
    case core::PrintedSheet::Anchor::kRight:
      return at - width;
  }
  return at;
}

std::string contentOf(const core::PrintedSheet& sheet, Faces& faces) {
  std::string content = "0 g\n";
  for (const auto& bar : sheet.bars) {
    content += fmt::format("{} {} {} {} re\n", number(bar.x * kPointsPerMm),
                           number(kHeight - (bar.y + bar.height) * kPointsPerMm),
                           number(bar.width * kPointsPerMm), number(bar.height * kPointsPerMm));
  }
  if (!sheet.bars.empty()) content += "f\n";
  for (const auto& text : sheet.texts) {
    const ShapedText shaped = faces.shape(text);
    const double width = shaped.width * text.points / 1000;
    content += fmt::format("BT /F{} {} Tf 1 0 0 1 {} {} Tm {} TJ ET\n", static_cast<int>(text.face),
                           number(text.points), number(leftOf(text, width)),
                           number(kHeight - text.base * kPointsPerMm), shaped.show_operand);
  }
  return content;
}

void writeFont(ObjectWriter& writer, Ref self, const EmbeddedFont& font) {
  const Ref file = writer.stream(fmt::format("/Length1 {}", font.truetype.size()), font.truetype);
  const Ref descriptor = writer.object(fmt::format(
      "<< /Type /FontDescriptor /FontName /{} /Flags {} /FontBBox [{} {} {} {}] /ItalicAngle {} "
      "/Ascent {} /Descent {} /CapHeight {} /StemV {} /FontFile2 {} >>",
      font.base_name, font.flags, font.bounding_box[0], font.bounding_box[1], font.bounding_box[2],
      font.bounding_box[3], number(font.italic_angle), font.ascent, font.descent, font.cap_height,
      font.stem_v, file.text()));
  const Ref unicode = writer.flateStream("", font.to_unicode);
  const Ref descendant = writer.object(fmt::format(
      "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{} /CIDSystemInfo << /Registry (Adobe) "
      "/Ordering (Identity) /Supplement 0 >> /FontDescriptor {} /CIDToGIDMap /Identity /W {} >>",
      font.base_name, descriptor.text(), font.widths));
  writer.object(self, fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /{} /Encoding "
                                  "/Identity-H /DescendantFonts [{}] /ToUnicode {} >>",
                                  font.base_name, descendant.text(), unicode.text()));
}

// Writes pages and fonts; returns the page tree.
Ref writePages(ObjectWriter& writer, std::span<const core::PrintedSheet> sheets,
               const PrintFonts& fonts) {
  Faces faces(fonts);
  const Ref tree = writer.allocate();
  std::string pages;
  for (const auto& sheet : sheets) {
    const Ref content = writer.flateStream("", contentOf(sheet, faces));
    const Ref page = writer.object(fmt::format(
        "<< /Type /Page /Parent {} /MediaBox [0 0 {} {}] /Resources << /Font << {}>> >> "
        "/Contents {} >>",
        tree.text(), number(kWidth), number(kHeight), faces.resources(writer), content.text()));
    pages += (pages.empty() ? "" : " ") + page.text();
  }
  faces.forEachUsed([&](Ref ref, const EmbeddedFont& font) { writeFont(writer, ref, font); });
  writer.object(tree, fmt::format("<< /Type /Pages /Count {} /Kids [{}] >>", sheets.size(), pages));
  return tree;
}

std::filesystem::path faceOf(const std::filesystem::path& upright, std::string_view face) {
  constexpr std::string_view kUpright = "-Regular";
  auto name = upright.filename().string();
  const auto at = name.find(kUpright);
  if (at == std::string::npos) return upright;
  const auto path = upright.parent_path() / name.replace(at, kUpright.size(), face);
  return std::filesystem::exists(path) ? path : upright;
}

}  // namespace

PrintFonts printFonts(const std::filesystem::path& upright) {
  return {upright, faceOf(upright, "-Bold"), faceOf(upright, "-Italic")};
}

struct TextRuler::State {
  Faces faces;
};

TextRuler::TextRuler(const PrintFonts& fonts) : state_(new State{Faces(fonts)}) {}

TextRuler::~TextRuler() = default;

double TextRuler::width(const Text& text) {
  return state_->faces.shape(text).width * text.points / 1000 / kPointsPerMm;
}

void writeRecord(std::span<const core::PrintedSheet> sheets, const std::string& title,
                 core::Timestamp created, const std::filesystem::path& out,
                 const PrintFonts& fonts) {
  ObjectWriter writer(out);
  const Ref tree = writePages(writer, sheets, fonts);
  const Ref intent = writeOutputIntent(writer);
  const Ref metadata = writer.stream("/Type /Metadata /Subtype /XML /Filter /FlateDecode",
                                     deflated(xmpPacket({.title = title,
                                                         .language = "vi-VN",
                                                         .producer = "Sohoa",
                                                         .created = created,
                                                         .pages = static_cast<int>(sheets.size()),
                                                         .sources = {}})));
  const Ref catalog = writer.object(
      fmt::format("<< /Type /Catalog /Pages {} /Metadata {} /OutputIntents [{}] /Lang (vi-VN) "
                  "/ViewerPreferences << /DisplayDocTitle true >> >>",
                  tree.text(), metadata.text(), intent.text()));
  const std::string date = pdfDate(created);
  writer.finish(catalog, writer.object(fmt::format(
                             "<< /Producer (Sohoa) /Title {} /CreationDate ({}) /ModDate ({}) >>",
                             textString(title), date, date)));
}

void writePrintedSheets(std::span<const core::PrintedSheet> sheets,
                        const std::filesystem::path& out, const std::filesystem::path& font) {
  ObjectWriter writer(out);
  const Ref tree = writePages(writer, sheets, {font, font, font});
  const Ref catalog = writer.object(fmt::format(
      "<< /Type /Catalog /Pages {} /ViewerPreferences << /PrintScaling /None >> >>", tree.text()));
  writer.finish(catalog, writer.object("<< /Producer (Sohoa) >>"));
}

}  // namespace sohoa::pdf
