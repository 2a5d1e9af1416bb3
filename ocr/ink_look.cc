#include "ocr/ink_look.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "ocr/colour_excess.h"
#include "ocr/raster_view.h"
#include "ocr/sketch.h"

namespace sohoa::ocr {
namespace {

constexpr int kLookSide = 880;  // about 75 dots per inch on A4
constexpr double kMillimetresPerInch = 25.4;

// Rings. Lengths in millimetres.
constexpr double kSmallestRing = 14, kLargestRing = 22;  // radius
constexpr double kRingsApart = 18;                       // centres
constexpr double kRingSlack = 0.7;
constexpr double kRingGap = 1.8;   // clear paper inside the outer ring of a seal
constexpr double kRedRing = 0.55;  // share of the visible circle that must be inked
constexpr double kBlackRing = 0.8;
constexpr double kMostGapInk = 0.45;  // share of ink in that gap, where text crosses it
constexpr int kAngles = 180;
constexpr std::size_t kMostRings = 6;
constexpr int kColourful = 28;  // grey levels between the channels, beyond the paper's own tint

// Red and blue ink nearly vanish.
cv::Mat lightest(const cv::Mat& rgb) {
  cv::Mat out(rgb.rows, rgb.cols, CV_8U);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* p = rgb.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < rgb.cols; ++x, p += 3) o[x] = std::max({p[0], p[1], p[2]});
  }
  return out;
}

// Shares of the circle's visible angles with ink on the ring, and with ink just outside it.
struct RingCover {
  double ring = 0, gap = 0;
  double visible = 0;
  // Of all circles around one place the outermost ring has ink on it and none around it.
  [[nodiscard]] double score() const { return ring - 0.5 * gap; }
};

const std::array<cv::Point2d, kAngles>& directions() {
  static const auto kDirections = [] {
    std::array<cv::Point2d, kAngles> all;
    for (int i = 0; i < kAngles; ++i) {
      const double angle = 2 * std::numbers::pi * i / kAngles;
      all[static_cast<std::size_t>(i)] = {std::cos(angle), std::sin(angle)};
    }
    return all;
  }();
  return kDirections;
}

RingCover coverOf(const cv::Mat& ink, cv::Point2d centre, double radius, double mm) {
  int seen = 0, on = 0, around = 0;
  const auto inked = [&](double r, const cv::Point2d& direction) {
    const int x = cvRound(centre.x + r * direction.x);
    const int y = cvRound(centre.y + r * direction.y);
    if (x < 0 || y < 0 || x >= ink.cols || y >= ink.rows) return -1;
    return ink.at<std::uint8_t>(y, x) != 0 ? 1 : 0;
  };
  for (const auto& direction : directions()) {
    if (inked(radius, direction) < 0) continue;
    ++seen;
    bool hit = false;
    for (double d = -kRingSlack; d <= kRingSlack; d += 0.35) {
      hit = hit || inked(radius + d * mm, direction) == 1;
    }
    on += hit;
    around += inked(radius + kRingGap * mm, direction) == 1;
  }
  if (seen == 0) return {};
  return {static_cast<double>(on) / seen, static_cast<double>(around) / seen,
          static_cast<double>(seen) / kAngles};
}

std::vector<cv::Rect> ringsIn(const cv::Mat& ink, const InkLook& look, double least_cover) {
  const double mm = look.mm;
  std::vector<cv::Vec3f> circles;
  cv::Mat soft, wide;
  // Seals cut by the edge have their middle outside the picture.
  const int rim = static_cast<int>(kLargestRing * mm);
  cv::copyMakeBorder(ink, wide, rim, rim, rim, rim, cv::BORDER_CONSTANT, cv::Scalar(0));
  cv::GaussianBlur(wide, soft, {3, 3}, 0);
  cv::HoughCircles(soft, circles, cv::HOUGH_GRADIENT, 1.5, kRingsApart * mm, 120.0, 40.0,
                   static_cast<int>(kSmallestRing * mm), static_cast<int>(kLargestRing * mm));
  std::vector<cv::Rect> rings;
  if (circles.size() > kMostRings) circles.resize(kMostRings);  // strongest first
  for (const auto& circle : circles) {
    // The vote finds the middle to a pixel or two, and often the inner ring.
    RingCover best;
    cv::Point2d centre;
    double radius = 0;
    for (double r = kSmallestRing * mm; r <= kLargestRing * mm; r += 0.75) {
      for (const int dy : {-2, 0, 2}) {
        for (const int dx : {-2, 0, 2}) {
          const cv::Point2d c(circle[0] - rim + dx, circle[1] - rim + dy);
          const RingCover cover = coverOf(ink, c, r, mm);
          if (cover.score() <= best.score()) continue;
          best = cover;
          centre = c;
          radius = r;
        }
      }
    }
    if (best.ring < least_cover || best.gap > kMostGapInk || best.visible < 0.25) continue;
    const int side = static_cast<int>(2 * radius);
    rings.emplace_back(static_cast<int>(centre.x - radius), static_cast<int>(centre.y - radius),
                       side, side);
  }
  return rings;
}

}  // namespace

InkLook lookAtInk(const core::Raster& page, const core::PageGeometry& geometry) {
  InkLook look;
  const cv::Size size = sketchSize(geometry, kLookSide);
  const double inches = std::max(geometry.master.width / geometry.resolution.x,
                                 geometry.master.height / geometry.resolution.y);
  look.mm = std::max(size.width, size.height) / inches / kMillimetresPerInch;
  look.colour = page.format == core::Raster::Format::kRgb;
  cv::Mat print;
  if (look.colour) {
    const cv::Mat rgb = reducedColour(page, size);
    print = lightest(rgb);
    look.red = colourExcess(rgb, 0) > kColourful;
    look.blue = colourExcess(rgb, 2) > kColourful;
    // Grey pages saved as colour.
    look.colour = cv::countNonZero(look.red | look.blue) > 0;
    if (look.colour) look.blue_blots = blotsIn(look.blue, BlotColour::kBlue, look.mm);
  } else {
    print = reducedInkGrey(page, size);
  }
  const int window = static_cast<int>(15 * look.mm) | 1;
  cv::adaptiveThreshold(print, look.dark, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY_INV,
                        std::max(3, window), 14);
  if (std::min(look.dark.cols, look.dark.rows) >= kSmallestRing * look.mm) {
    look.rings =
        look.colour ? ringsIn(look.red, look, kRedRing) : ringsIn(look.dark, look, kBlackRing);
  }
  return look;
}

}  // namespace sohoa::ocr
