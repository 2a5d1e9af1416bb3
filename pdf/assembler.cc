#include "pdf/assembler.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "core/error.h"
#include "pdf/errors.h"
#include "pdf/image_object.h"
#include "pdf/invisible_font.h"
#include "pdf/object_writer.h"
#include "pdf/output_intent.h"
#include "pdf/page_content.h"
#include "pdf/text_string.h"
#include "pdf/xmp.h"

namespace sohoa::pdf {
namespace {

constexpr double kInset = 3;  // points, of the fields within the band
constexpr int kFormat = 3;    // raised with every change of the bytes written

std::string list(const std::vector<Ref>& refs) {
  std::string out;
  for (const Ref ref : refs) out += (out.empty() ? "" : " ") + ref.text();
  return out;
}

// One file being written.
class Assembly {
 public:
  Assembly(const AssemblerOptions& options, const core::CopySpec& spec,
           const std::filesystem::path& out)
      : options_(options), spec_(spec), writer_(out), tree_(writer_.allocate()) {}

  void run() {
    for (int i = 0; i < spec_.page_count; ++i) writePage(i, spec_.page(i));
    if (font_ref_.number != 0) font_.write(writer_, font_ref_);
    writer_.object(
        tree_, fmt::format("<< /Type /Pages /Count {} /Kids [{}] >>", pages_.size(), list(pages_)));
    const Ref catalog = writeCatalog();
    const Ref info = writer_.object(fmt::format(
        "<< /Title {} /Producer {} /CreationDate ({}) /ModDate ({}) >>", textString(spec_.title),
        textString(options_.producer), pdfDate(spec_.created), pdfDate(spec_.created)));
    writer_.finish(catalog, info);
  }

 private:
  void writePage(int index, const core::CopySpec::Page& page) {
    try {
      if (page.image.size != page.result.geometry.master) {
        throw core::Error(kBadImage, {.detail = "image and geometry differ in size"});
      }
      PageFrame frame = pageFrame(page.result.geometry);
      if (index == 0) frame.above = spec_.appearance.band_height;
      const Ref image = writeImage(writer_, page.image);
      const std::string text = textOperators(page.result, frame, font_);
      const Ref content =
          writer_.flateStream("", imageOperators(page.result.geometry, frame) + text +
                                      (index == 0 ? codeOperators(frame) : ""));
      std::string resources = fmt::format("/XObject << /Im0 {} >>", image.text());
      if (!text.empty()) {
        if (font_ref_.number == 0) font_ref_ = writer_.allocate();
        resources += fmt::format(" /Font << /F0 {} >>", font_ref_.text());
      }
      const Ref self = writer_.allocate();
      if (index == 0) writeFields(self, frame);
      writer_.object(
          self, fmt::format("<< /Type /Page /Parent {} /MediaBox [0 0 {} {}] /Resources << {} >>"
                            " /Contents {}{} >>",
                            tree_.text(), number(frame.width), number(frame.height + frame.above),
                            resources, content.text(),
                            index == 0 ? " /Annots [" + list(fields_) + "]" : ""));
      pages_.push_back(self);
    } catch (const core::Error& error) {
      throw error.at({}, index);
    }
  }

  // The verification code, half way up the band.
  [[nodiscard]] std::string codeOperators(const PageFrame& frame) const {
    const double side = spec_.appearance.code_side;
    if (side <= 0 || spec_.code.empty()) return {};
    const double left = spec_.appearance.code_left * frame.width;
    const double top = frame.height + (frame.above + side) / 2;
    std::string out = "q 0 g\n";
    for (const auto& bar : spec_.code) {
      out += fmt::format("{} {} {} {} re\n", number(left + bar.x * side),
                         number(top - (bar.y + bar.height) * side), number(bar.width * side),
                         number(bar.height * side));
    }
    return out + "f Q\n";
  }

  // In the band, with a margin above and below.
  void writeFields(Ref page, const PageFrame& frame) {
    struct Field {
      const char* name;
      const char* tooltip;
      const core::SignatureText& place;
    };
    const std::array<Field, 2> all{
        Field{"CompetentPerson", "Chữ ký số của cá nhân có thẩm quyền", spec_.appearance.person},
        Field{"AgencySeal", "Chữ ký số của cơ quan, tổ chức", spec_.appearance.agency}};
    const double bottom = frame.height + kInset;
    const double top = frame.height + frame.above - kInset;
    for (const auto& field : all) {
      const double width = field.place.width * frame.width;
      const double left = field.place.left * frame.width;
      // PDF/A wants an appearance even of a field that shows nothing yet (clause 6.3.3).
      const Ref nothing = writer_.stream(
          fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 {} {}] /Resources << >>",
                      number(width), number(top - bottom)),
          {});
      fields_.push_back(writer_.object(
          fmt::format("<< /Type /Annot /Subtype /Widget /FT /Sig /T ({}) /TU {} /F 132 /P {}"
                      " /Rect [{} {} {} {}] /AP << /N {} >> >>",
                      field.name, textString(field.tooltip), page.text(), number(left),
                      number(bottom), number(left + width), number(top), nothing.text())));
    }
  }

  // Fields and form are indirect, and the developer extension stands here already, so that later
  // revisions touch neither page nor catalog more than they must.
  Ref writeCatalog() {
    const Ref intent = writeOutputIntent(writer_);
    const std::string xmp = xmpPacket({.title = spec_.title,
                                       .language = options_.language,
                                       .producer = options_.producer,
                                       .created = spec_.created,
                                       .pages = spec_.page_count,
                                       .sources = spec_.sources});
    const Ref metadata =
        writer_.stream("/Type /Metadata /Subtype /XML /Filter /FlateDecode", deflated(xmp));
    const Ref fields = writer_.object("[" + list(fields_) + "]");
    const Ref form = writer_.object(fmt::format("<< /Fields {} /SigFlags 3 >>", fields.text()));
    return writer_.object(fmt::format(
        "<< /Type /Catalog /Pages {} /Metadata {} /OutputIntents [{}] /AcroForm {} /Lang {}"
        " /ViewerPreferences << /DisplayDocTitle true >>"
        " /Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >> >>",
        tree_.text(), metadata.text(), intent.text(), form.text(), textString(options_.language)));
  }

  const AssemblerOptions& options_;
  const core::CopySpec& spec_;
  ObjectWriter writer_;
  InvisibleFont font_;
  Ref font_ref_;  // 0 until a page has text
  Ref tree_;
  std::vector<Ref> pages_;
  std::vector<Ref> fields_;
};

}  // namespace

void PdfAssembler::assemble(const core::CopySpec& spec, const std::filesystem::path& out) const {
  if (spec.page_count < 1 || !spec.page) {
    throw core::Error(core::kInternal, {.file = out.string(), .detail = "copy without pages"});
  }
  const double band = spec.appearance.band_height;
  if (!(band >= 20 && band <= 200)) {
    throw core::Error(core::kBadSettings, {.detail = "pdf: band_height must be 20..200 points"});
  }
  Assembly(options_, spec, out).run();
}

std::string PdfAssembler::version() const {
  return fmt::format("assembler {} {} {}", kFormat, options_.producer, options_.language);
}

}  // namespace sohoa::pdf
