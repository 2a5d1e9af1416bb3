#include "ocr/blank.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

// Faint traces that cover at least this share of the page may be faded print.
constexpr double kFaintCoverage = 0.004;
constexpr double kFaintContrast = 0.12;
// A dirty scanner draws fewer streaks than a ruled sheet has rules.
constexpr int kMostStreaks = 3;

struct Shape {
  int x, y, width, height, area;
};

struct Sheet {
  cv::Size size;
  double dots_per_mm;
  const BlankOptions& options;
};

bool touchesRim(const Shape& s, const Sheet& sheet) {
  return s.x <= 1 || s.y <= 1 || s.x + s.width >= sheet.size.width - 1 ||
         s.y + s.height >= sheet.size.height - 1;
}

bool isDust(const Shape& s, const Sheet& sheet) {
  return std::max(s.width, s.height) < sheet.options.smallest_mark * sheet.dots_per_mm;
}

// Streaks of a dirty scanner glass and shadows of the sheet's edge are long and thin, along the
// rim.
bool isStreak(const Shape& s, const Sheet& sheet) {
  const double thin = 1.0 * sheet.dots_per_mm;
  return (s.width <= thin && s.height > sheet.size.height / 3) ||
         (s.height <= thin && s.width > sheet.size.width / 3);
}

bool isPunchHole(const Shape& s, const Sheet& sheet) {
  const double reach = sheet.options.rim * sheet.dots_per_mm;
  const double cx = s.x + s.width / 2.0, cy = s.y + s.height / 2.0;
  const bool near_rim =
      cx < reach || cy < reach || cx > sheet.size.width - reach || cy > sheet.size.height - reach;
  const double largest = std::max(s.width, s.height);
  const double smallest = std::min(s.width, s.height);
  const double disc = std::numbers::pi / 4 * s.width * s.height;
  return near_rim && largest <= sheet.options.punch_hole * sheet.dots_per_mm &&
         largest >= 3.0 * sheet.dots_per_mm && smallest > 0.75 * largest &&
         std::abs(s.area - disc) < 0.15 * disc;
}

}  // namespace

Blankness judgeBlank(const cv::Mat& flat, double dots_per_mm, const BlankOptions& options) {
  const Sheet sheet{flat.size(), dots_per_mm, options};
  cv::Mat ink, labels, stats, centres;
  cv::threshold(flat, ink, kPaperWhite * (1 - options.ink_contrast), 255, cv::THRESH_BINARY_INV);
  const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 8, CV_32S);
  int marks = 0, streaks = 0;
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const Shape shape{s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                      s[cv::CC_STAT_HEIGHT], s[cv::CC_STAT_AREA]};
    if (isDust(shape, sheet) || touchesRim(shape, sheet) || isPunchHole(shape, sheet)) continue;
    if (isStreak(shape, sheet)) {
      if (++streaks > kMostStreaks) return Blankness::kContent;
      continue;
    }
    if (std::max(shape.width, shape.height) >= options.large_mark * dots_per_mm) {
      return Blankness::kContent;
    }
    ++marks;
  }
  if (marks >= options.surely_content) return Blankness::kContent;
  if (marks > 0) return Blankness::kDoubtful;
  cv::inRange(flat, kPaperWhite * (1 - options.ink_contrast), kPaperWhite * (1 - kFaintContrast),
              ink);
  const double covered =
      static_cast<double>(cv::countNonZero(ink)) / static_cast<double>(ink.total());
  return covered >= kFaintCoverage ? Blankness::kDoubtful : Blankness::kBlank;
}

}  // namespace sohoa::ocr
