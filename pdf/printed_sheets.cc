#include "pdf/printed_sheets.h"

#include <fmt/format.h>

#include "pdf/font_subset.h"
#include "pdf/object_writer.h"

namespace sohoa::pdf {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kWidth = core::PrintedSheet::kWidth * kPointsPerMm;
constexpr double kHeight = core::PrintedSheet::kHeight * kPointsPerMm;

std::string contentOf(const core::PrintedSheet& sheet, FontSubset& font) {
  std::string content = "0 g\n";
  for (const auto& bar : sheet.bars) {
    content += fmt::format("{} {} {} {} re\n", number(bar.x * kPointsPerMm),
                           number(kHeight - (bar.y + bar.height) * kPointsPerMm),
                           number(bar.width * kPointsPerMm), number(bar.height * kPointsPerMm));
  }
  if (!sheet.bars.empty()) content += "f\n";
  for (const auto& text : sheet.texts) {
    const ShapedText shaped = font.shape(text.line);
    const double x = (kWidth - shaped.width * text.points / 1000) / 2;
    content +=
        fmt::format("BT /F0 {} Tf 1 0 0 1 {} {} Tm {} TJ ET\n", number(text.points), number(x),
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

}  // namespace

void writePrintedSheets(std::span<const core::PrintedSheet> sheets,
                        const std::filesystem::path& out, const std::filesystem::path& font_file) {
  FontSubset font(font_file);
  ObjectWriter writer(out);
  const Ref tree = writer.allocate();
  const Ref font_ref = writer.allocate();
  std::string pages;
  bool has_text = false;
  for (const auto& sheet : sheets) {
    has_text = has_text || !sheet.texts.empty();
    const Ref content = writer.flateStream("", contentOf(sheet, font));
    const Ref page = writer.object(fmt::format(
        "<< /Type /Page /Parent {} /MediaBox [0 0 {} {}] /Resources << /Font << /F0 {} >> >> "
        "/Contents {} >>",
        tree.text(), number(kWidth), number(kHeight), font_ref.text(), content.text()));
    pages += (pages.empty() ? "" : " ") + page.text();
  }
  if (has_text) {
    writeFont(writer, font_ref, font.embed());
  } else {
    writer.object(font_ref, "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>");
  }
  writer.object(tree, fmt::format("<< /Type /Pages /Count {} /Kids [{}] >>", sheets.size(), pages));
  const Ref catalog = writer.object(fmt::format(
      "<< /Type /Catalog /Pages {} /ViewerPreferences << /PrintScaling /None >> >>", tree.text()));
  writer.finish(catalog, writer.object("<< /Producer (Sohoa) >>"));
}

}  // namespace sohoa::pdf
