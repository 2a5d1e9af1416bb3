#include "ocr/separator.h"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string_view>

#include "core/text.h"

namespace sohoa::ocr {
namespace {

constexpr double kReducedDpi = 150;
constexpr std::size_t kMostLettersOnASeparator = 200;

ZXing::Results decode(const cv::Mat& grey) {
  using ZXing::BarcodeFormat;
  ZXing::DecodeHints hints;
  hints.setFormats(BarcodeFormat::QRCode | BarcodeFormat::DataMatrix | BarcodeFormat::PDF417 |
                   BarcodeFormat::Code128 | BarcodeFormat::Code39);
  hints.setTryHarder(true).setTryRotate(true).setTryDownscale(false).setMaxNumberOfSymbols(16);
  return ZXing::ReadBarcodes(
      {grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum, static_cast<int>(grey.step), 1},
      hints);
}

core::Box boxOf(const ZXing::Position& corners, const core::Affine& to_upright,
                const core::Size& upright) {
  double left = upright.width, top = upright.height, right = 0, bottom = 0;
  for (const auto& corner : corners) {
    const core::Point p =
        to_upright({static_cast<double>(corner.x), static_cast<double>(corner.y)});
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  const int x = static_cast<int>(std::floor(left));
  const int y = static_cast<int>(std::floor(top));
  // A linear code is found on one scan line; its box is at least a pixel high.
  const core::Box box{x, y, std::max(1, static_cast<int>(std::ceil(right)) - x),
                      std::max(1, static_cast<int>(std::ceil(bottom)) - y)};
  return box.intersect({0, 0, upright.width, upright.height});
}

}  // namespace

std::vector<core::Barcode> readBarcodes(const cv::Mat& master_grey,
                                        const core::PageGeometry& geometry) {
  const double scale = std::min(1.0, kReducedDpi / geometry.dpi());
  cv::Mat reduced = master_grey;
  if (scale < 1) cv::resize(master_grey, reduced, {}, scale, scale, cv::INTER_AREA);
  const core::Affine to_upright =
      core::Affine{static_cast<double>(master_grey.cols) / reduced.cols, 0, 0,
                   static_cast<double>(master_grey.rows) / reduced.rows, 0, 0}
          .then(geometry.masterToUpright());
  std::vector<core::Barcode> codes;
  for (const auto& result : decode(reduced)) {
    if (!result.isValid()) continue;
    codes.push_back({ZXing::ToString(result.format()), core::toNfc(result.text()),
                     boxOf(result.position(), to_upright, geometry.upright())});
  }
  return codes;
}

bool isSeparator(const std::vector<core::Barcode>& barcodes, std::size_t letters) {
  constexpr std::string_view kOurs = "SOHOA-SEPARATOR";
  return letters <= kMostLettersOnASeparator &&
         std::any_of(barcodes.begin(), barcodes.end(), [&](const core::Barcode& code) {
           return code.text == "PATCHT" || code.text.starts_with(kOurs);
         });
}

}  // namespace sohoa::ocr
