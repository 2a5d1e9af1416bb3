#include "scan/pdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "core/file.h"
#include "scan/errors.h"
#include "scan/input_file.h"
#include "scan/lossless.h"
#include "scan/pdf_content.h"
#include "scan/pdf_document.h"
#include "scan/pdf_image.h"
#include "scan/pixels.h"
#include "scan/rasteriser.h"

namespace sohoa::scan {
namespace {

constexpr double kPointsPerInch = 72;
constexpr double kLowestDpi = 50;

// A PDF of one page that is one image, pixel for pixel: the image ends a hair inside the page,
// because poppler widens one whose edges lie on whole pixels to the next pixel and resamples it.
void writeAlone(QPDFObjectHandle image, core::Size size, const std::filesystem::path& file) {
  constexpr double kHair = 0.005;
  QPDF alone;
  alone.emptyPDF();
  const std::string w = std::to_string(size.width);
  const std::string h = std::to_string(size.height);
  QPDFObjectHandle page = QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 " + w + " " + h +
                                                  "] /Resources << /XObject << >> >> >>");
  page.getKey("/Resources").getKey("/XObject").replaceKey("/I", alone.copyForeignObject(image));
  const std::string content =
      fmt::format("q {:.3f} 0 0 {:.3f} {:.3f} {:.3f} cm /I Do Q", size.width - 2 * kHair,
                  size.height - 2 * kHair, kHair, kHair);
  page.replaceKey("/Contents", alone.newStream(content));
  alone.addPage(alone.makeIndirectObject(page), false);
  QPDFWriter writer(alone, file.c_str());
  writer.setStreamDataMode(qpdf_s_preserve);
  writer.write();
}

class PdfSource final : public core::PageSource {
 public:
  PdfSource(const std::filesystem::path& file, const ScanOptions& options)
      : file_(file),
        options_(options),
        pdf_(openDocument(file)),
        pages_(listPages(*pdf_, options)) {}

  [[nodiscard]] int pageCount() const override { return static_cast<int>(pages_.size()); }

  [[nodiscard]] core::PageInfo info(int page) override {
    const auto& image = select(page);
    if (!image) return sheet(page);
    return {image->size, image->resolution, core::PageInfo::From::kPageSize, image->format};
  }

  [[nodiscard]] core::Raster raster(int page) override {
    const auto& image = select(page);
    if (!image) {
      const core::PageInfo wanted = sheet(page);
      return rasterise(file_, page, wanted.size, wanted.resolution, options_);
    }
    return image->coding == PdfImage::Coding::kForeign ? showAlone(*image) : decodePdfImage(*image);
  }

  [[nodiscard]] core::EncodedImage image(int page) override {
    const auto& image = select(page);
    if (!image || image->coding == PdfImage::Coding::kForeign) return encodeLossless(raster(page));
    return encodePdfImage(*image);
  }

 private:
  // The page's only image, kept until another page is asked for.
  const std::optional<PdfImage>& select(int page) {
    if (page == selected_) return image_;
    selected_ = -1;
    image_.reset();
    const PdfPage& from = pages_[static_cast<std::size_t>(page)];
    if (const auto placed = findSoleImage(from)) {
      image_ = readPdfImage(*placed, from.unit, options_);
      if (!plausible(image_->resolution.x, image_->resolution.y)) image_.reset();
    }
    selected_ = page;
    return image_;
  }

  // The sheet of paper that a page to be rasterised stands for.
  core::PageInfo sheet(int page) const {
    const PdfPage& from = pages_[static_cast<std::size_t>(page)];
    double width = from.visible.width() * from.unit / kPointsPerInch;
    double height = from.visible.height() * from.unit / kPointsPerInch;
    if (from.rotate % 180 != 0) std::swap(width, height);
    const double largest =
        std::sqrt(static_cast<double>(options_.max_pixels_per_page) * 0.99 / (width * height));
    const double dpi = std::min(options_.rasteriser_dpi, largest);
    if (dpi < kLowestDpi) {
      throw core::Error(kTooLarge, {.detail = "PDF: a page of " + std::to_string(width) + " x " +
                                              std::to_string(height) + " inches"});
    }
    core::PageInfo info;
    info.size = {std::max(1, static_cast<int>(std::lround(width * dpi))),
                 std::max(1, static_cast<int>(std::lround(height * dpi)))};
    info.resolution = {dpi, dpi};
    info.resolution_from = core::PageInfo::From::kPageSize;
    info.format = core::Raster::Format::kRgb;
    return info;
  }

  core::Raster showAlone(const PdfImage& image) {
    const core::TemporaryFolder folder;
    const auto file = folder.path() / "image.pdf";
    writeAlone(image.stream, image.size, file);
    return rasterise(file, 0, image.size, image.resolution, options_);
  }

  std::filesystem::path file_;
  ScanOptions options_;
  std::unique_ptr<QPDF> pdf_;
  std::vector<PdfPage> pages_;
  int selected_ = -1;
  std::optional<PdfImage> image_;
};

}  // namespace

std::unique_ptr<core::PageSource> openPdf(const std::filesystem::path& file,
                                          const ScanOptions& options) {
  return std::make_unique<PdfSource>(file, options);
}

}  // namespace sohoa::scan
