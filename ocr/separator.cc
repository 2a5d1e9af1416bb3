#include "ocr/separator.h"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string_view>

#include "core/text.h"
#include "ocr/raster_view.h"
#include "ocr/working_image.h"

namespace sohoa::ocr {
namespace {

constexpr double kReducedDpi = 150;
// Mean difference between neighbouring pixels at that resolution, grey levels.
constexpr double kBusyBars = 26;
constexpr double kQuietBars = 12;
constexpr double kBusyMatrix = 38;
constexpr std::size_t kMostLettersOnASeparator = 200;

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

std::vector<core::Barcode> decode(const cv::Mat& grey, const core::PageGeometry& geometry) {
  using ZXing::BarcodeFormat;
  ZXing::DecodeHints hints;
  hints.setFormats(BarcodeFormat::QRCode | BarcodeFormat::DataMatrix | BarcodeFormat::PDF417 |
                   BarcodeFormat::Code128 | BarcodeFormat::Code39);
  hints.setTryHarder(true).setTryRotate(true).setTryDownscale(false).setMaxNumberOfSymbols(16);
  const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum,
                              static_cast<int>(grey.step), 1);
  const core::Affine to_upright =
      core::Affine{static_cast<double>(geometry.master.width) / grey.cols,  0, 0,
                   static_cast<double>(geometry.master.height) / grey.rows, 0, 0}
          .then(geometry.masterToUpright());
  std::vector<core::Barcode> codes;
  for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
    if (!result.isValid()) continue;
    codes.push_back({ZXing::ToString(result.format()), core::toNfc(result.text()),
                     boxOf(result.position(), to_upright, geometry.upright())});
  }
  return codes;
}

// Whether some square of 7 mm changes between dark and light as often as only a code does: in all
// directions (a fine matrix code), or in one direction only (fine bars).
bool showsFineCode(const cv::Mat& grey) {
  const int side = static_cast<int>(kReducedDpi * 7 / 25.4);
  if (grey.cols < side || grey.rows < side) return false;
  cv::Mat across, down;
  cv::absdiff(grey.colRange(1, grey.cols), grey.colRange(0, grey.cols - 1), across);
  cv::absdiff(grey.rowRange(1, grey.rows), grey.rowRange(0, grey.rows - 1), down);
  const cv::Rect common(0, 0, grey.cols - 1, grey.rows - 1);
  cv::blur(across(common), across, {side, side});
  cv::blur(down(common), down, {side, side});
  cv::Mat most, least;
  cv::max(across, down, most);
  cv::min(across, down, least);
  const cv::Mat bars = (most > kBusyBars) & (least < kQuietBars);
  const cv::Mat matrix = least > kBusyMatrix;
  return cv::countNonZero(bars) > 0 || cv::countNonZero(matrix) > 0;
}

}  // namespace

std::vector<core::Barcode> readBarcodes(const cv::Mat& grey, const core::PageGeometry& geometry) {
  const cv::Mat reduced = reducedBy(grey, kReducedDpi / workingDpi(geometry));
  auto codes = decode(reduced, geometry);
  if (codes.empty() && reduced.size() != grey.size() && showsFineCode(reduced)) {
    codes = decode(grey, geometry);
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
