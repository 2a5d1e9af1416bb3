#include "ocr/sketch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

constexpr double kSmallestSideInch = 1.5;
constexpr double kLongestSideInch = 24;
constexpr double kA4LongSideInch = 11.69;
constexpr double kLargestAspect = 4;
// Ink keeps at most this share of the light of the paper around it.
constexpr double kInkShare = 0.75;

bool usable(double dpi) { return std::isfinite(dpi) && dpi > 0; }

}  // namespace

core::Resolution plausibleResolution(core::Size page, core::Resolution stated) {
  const int long_side = std::max(page.width, page.height);
  const double a4 = std::max(72.0, long_side / kA4LongSideInch);
  if (!usable(stated.x) || !usable(stated.y)) return {a4, a4};
  const double high = std::max(stated.x, stated.y);
  if (high > kLargestAspect * std::min(stated.x, stated.y)) stated = {high, high};
  const double inches = std::max(page.width / stated.x, page.height / stated.y);
  if (inches < kSmallestSideInch || inches > kLongestSideInch) return {a4, a4};
  return stated;
}

cv::Size sketchSize(const core::PageGeometry& geometry, int long_side) {
  const double sx = geometry.dpi() / geometry.resolution.x;
  const double sy = geometry.dpi() / geometry.resolution.y;
  const double w = geometry.master.width * sx;
  const double h = geometry.master.height * sy;
  const double scale = std::min(1.0, long_side / std::max(w, h));
  const auto side = [](double pixels, int most) {
    return std::clamp(static_cast<int>(std::lround(pixels)), 1, most);
  };
  return {side(w * scale, long_side), side(h * scale, long_side)};
}

cv::Mat inkMask(const cv::Mat& flat) {
  cv::Mat mask;
  const double otsu = cv::threshold(flat, mask, 0, 255, cv::THRESH_BINARY_INV | cv::THRESH_OTSU);
  const double most = kInkShare * kPaperWhite;
  if (otsu > most) cv::threshold(flat, mask, most, 255, cv::THRESH_BINARY_INV);
  return mask;
}

cv::Mat textLikeInk(const cv::Mat& mask) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
  const int large = std::max(mask.rows, mask.cols) / 12;
  std::vector<std::uint8_t> keep(static_cast<std::size_t>(count), 0);
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const int x = s[cv::CC_STAT_LEFT], y = s[cv::CC_STAT_TOP];
    const int w = s[cv::CC_STAT_WIDTH], h = s[cv::CC_STAT_HEIGHT];
    const bool rim = x == 0 || y == 0 || x + w == mask.cols || y + h == mask.rows;
    const bool speck = s[cv::CC_STAT_AREA] < 4;
    const bool picture = w > large && h > large;
    if (!rim && !speck && !picture) keep[static_cast<std::size_t>(i)] = 255;
  }
  cv::Mat out(mask.rows, mask.cols, CV_8U);
  for (int y = 0; y < mask.rows; ++y) {
    const auto* label = labels.ptr<int>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) o[x] = keep[static_cast<std::size_t>(label[x])];
  }
  return out;
}

}  // namespace sohoa::ocr
