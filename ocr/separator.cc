#include "ocr/separator.h"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string_view>

#include "core/text.h"
#include "ocr/raster_view.h"
#include "ocr/separator_patch.h"
#include "ocr/sketch.h"
#include "ocr/working_image.h"

namespace sohoa::ocr {
namespace {

constexpr double kReducedDpi = 150;
// Lengths on paper, in millimetres.
constexpr double kSmallestCodeMm = 4;
constexpr double kLargestCodeMm = 150;
constexpr double kWidestGapMm = 2.2;
constexpr double kQuietZoneMm = 3;
constexpr double kSolid = 0.8;
constexpr std::size_t kMostRegions = 12;
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

// From a picture of the whole master page to the upright frame.
core::Affine frameOf(cv::Size picture, const core::PageGeometry& geometry) {
  return core::Affine{static_cast<double>(geometry.master.width) / picture.width,   0, 0,
                      static_cast<double>(geometry.master.height) / picture.height, 0, 0}
      .then(geometry.masterToUpright());
}

std::vector<core::Barcode> decode(const cv::Mat& grey, const core::Affine& to_upright,
                                  const core::Size& upright) {
  using ZXing::BarcodeFormat;
  ZXing::DecodeHints hints;
  hints.setFormats(BarcodeFormat::QRCode | BarcodeFormat::DataMatrix | BarcodeFormat::PDF417 |
                   BarcodeFormat::Code128 | BarcodeFormat::Code39);
  hints.setTryHarder(true).setTryRotate(true).setTryDownscale(false).setMaxNumberOfSymbols(16);
  const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum,
                              static_cast<int>(grey.step), 1);
  std::vector<core::Barcode> codes;
  for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
    if (!result.isValid()) continue;
    codes.push_back({ZXing::ToString(result.format()), core::toNfc(result.text()),
                     boxOf(result.position(), to_upright, upright)});
  }
  return codes;
}

// A patch code tells the same at every edge, so it counts once.
void addPatches(std::vector<core::Barcode>& codes, const cv::Mat& reduced,
                const core::PageGeometry& geometry) {
  const cv::Size square = sketchSize(geometry, std::max(reduced.rows, reduced.cols));
  cv::Mat look = reduced;
  if (square != reduced.size()) cv::resize(reduced, look, square, 0, 0, cv::INTER_AREA);
  const double inches = std::max(geometry.master.width / geometry.resolution.x,
                                 geometry.master.height / geometry.resolution.y);
  const core::Affine to_upright = frameOf(look.size(), geometry);
  for (const auto& patch : findPatches(look, std::max(look.rows, look.cols) / inches)) {
    const bool known = std::any_of(codes.begin(), codes.end(), [&](const core::Barcode& code) {
      return code.text == patch.name;
    });
    if (known) continue;
    const ZXing::PointI corner(patch.box.x, patch.box.y);
    const ZXing::PointI opposite(patch.box.br().x, patch.box.br().y);
    codes.push_back({"PatchCode", std::string(patch.name),
                     boxOf({corner, {opposite.x, corner.y}, opposite, {corner.x, opposite.y}},
                           to_upright, geometry.upright())});
  }
}

// Solid rectangles once gaps are closed: where a code may be that was not read.
std::vector<cv::Rect> codeLikeRegions(const cv::Mat& reduced, double dpi) {
  const double mm = dpi / 25.4;
  cv::Mat ink, labels, stats, centres;
  cv::threshold(reduced, ink, 0, 255, cv::THRESH_BINARY_INV | cv::THRESH_OTSU);
  const int gap = std::max(3, static_cast<int>(kWidestGapMm * mm));
  cv::morphologyEx(ink, ink, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_RECT, {gap, gap}));
  const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 4, CV_32S);
  std::vector<cv::Rect> regions;
  for (int i = 1; i < count && regions.size() < kMostRegions; ++i) {
    const auto* s = stats.ptr<int>(i);
    const cv::Rect box(s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                       s[cv::CC_STAT_HEIGHT]);
    const bool size_fits = std::min(box.width, box.height) >= kSmallestCodeMm * mm &&
                           std::max(box.width, box.height) <= kLargestCodeMm * mm;
    if (size_fits && s[cv::CC_STAT_AREA] > kSolid * box.area()) regions.push_back(box);
  }
  return regions;
}

}  // namespace

std::vector<core::Barcode> readBarcodes(const cv::Mat& grey, const core::PageGeometry& geometry) {
  const double scale = std::min(1.0, kReducedDpi / workingDpi(geometry));
  const cv::Mat reduced = reducedBy(grey, scale);
  auto codes = decode(reduced, frameOf(reduced.size(), geometry), geometry.upright());
  addPatches(codes, reduced, geometry);
  if (!codes.empty()) return codes;
  const core::Affine to_upright = frameOf(grey.size(), geometry);
  const int margin = static_cast<int>(kQuietZoneMm * workingDpi(geometry) / 25.4);
  for (const auto& region : codeLikeRegions(reduced, workingDpi(geometry) * scale)) {
    const cv::Rect place = cv::Rect(static_cast<int>(region.x / scale) - margin,
                                    static_cast<int>(region.y / scale) - margin,
                                    static_cast<int>(region.width / scale) + 2 * margin,
                                    static_cast<int>(region.height / scale) + 2 * margin) &
                           cv::Rect({0, 0}, grey.size());
    const core::Affine placed =
        core::Affine{1, 0, 0, 1, static_cast<double>(place.x), static_cast<double>(place.y)}.then(
            to_upright);
    for (auto& code : decode(grey(place), placed, geometry.upright())) {
      codes.push_back(std::move(code));
    }
  }
  return codes;
}

bool isSeparator(const std::vector<core::Barcode>& barcodes, std::size_t letters) {
  return letters <= kMostLettersOnASeparator &&
         std::any_of(barcodes.begin(), barcodes.end(), [&](const core::Barcode& code) {
           return code.text == kPatchSeparator || code.text.starts_with(kSeparatorPrefix);
         });
}

}  // namespace sohoa::ocr
