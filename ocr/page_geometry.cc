#include "ocr/page_geometry.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ocr/raster_view.h"
#include "ocr/reading_quality.h"

namespace sohoa::ocr {
namespace {

constexpr double kOsdDpi = 200;
constexpr double kSureMarks = 4;      // standard deviations
constexpr double kStripShare = 0.14;  // of the page's height
constexpr double kLeastSkew = 0.3;    // that a strip is straightened by

int oppositeOf(int orientation) { return (orientation + 180) % 360; }

// First row of the window of `height` rows with the most ink in it.
int densestWindow(const cv::Mat& ink, int height) {
  cv::Mat rows;
  cv::reduce(ink, rows, 1, cv::REDUCE_SUM, CV_64F);
  double sum = 0, most = -1;
  int best = 0;
  for (int y = 0; y < rows.rows; ++y) {
    sum += rows.at<double>(y);
    if (y >= height) sum -= rows.at<double>(y - height);
    if (y >= height - 1 && sum > most) {
      most = sum;
      best = y - height + 1;
    }
  }
  return best;
}

cv::Mat straightened(const cv::Mat& grey, double degrees, int outside) {
  cv::Mat out;
  const cv::Point2f middle(static_cast<float>(grey.cols) / 2, static_cast<float>(grey.rows) / 2);
  cv::warpAffine(grey, out, cv::getRotationMatrix2D(middle, degrees, 1), grey.size(),
                 cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(outside));
  return out;
}

}  // namespace

cv::Mat turned(const cv::Mat& image, int degrees) {
  if (degrees == 0) return image;
  cv::Mat out;  // of its own: turned in place, the page itself would be upside down
  cv::rotate(image, out,
             degrees == 90    ? cv::ROTATE_90_CLOCKWISE
             : degrees == 180 ? cv::ROTATE_180
                              : cv::ROTATE_90_COUNTERCLOCKWISE);
  return out;
}

PageGeometryFinder::Found PageGeometryFinder::find(const PageLook& page, Deadline deadline) {
  Found found;
  auto& evidence = found.evidence;
  const LineSharpness lines = lineSharpness(page.ink);
  evidence.lines_across = lines.across;
  evidence.lines_down = lines.down;
  int guess = 0;
  if (lines.direction() == LineDirection::kUnclear) {
    const auto osd = ask(page);
    if (osd) evidence.detector = osd->confidence;
    found.orientation_deg = osd ? osd->degrees : 0;
    return found;
  }
  if (lines.direction() == LineDirection::kDown) guess = 90;
  const MarkSides marks = markSides(turned(page.ink, guess));
  evidence.marks_above = marks.above;
  evidence.marks_below = marks.below;
  const double sure = marks.sureness();
  if (sure < 0) guess = oppositeOf(guess);
  if (std::abs(sure) < kSureMarks) {
    evidence.trial = trial(page, guess, deadline);
    evidence.other_trial = trial(page, oppositeOf(guess), deadline);
    const bool fed_upright = guess == 0 || guess == 180;
    // Nothing readable either way: sheets are nearly always fed upright.
    if (*evidence.trial == 0 && *evidence.other_trial == 0 && fed_upright) guess = 0;
    if (*evidence.other_trial > *evidence.trial) {
      guess = oppositeOf(guess);
      std::swap(evidence.trial, evidence.other_trial);
    }
  }
  found.orientation_deg = guess;
  return found;
}

int PageGeometryFinder::otherGuess(const PageLook& page, const Found& found) {
  const auto osd = ask(page);
  return osd && osd->degrees != found.orientation_deg ? osd->degrees
                                                      : oppositeOf(found.orientation_deg);
}

std::optional<QuarterTurn> PageGeometryFinder::ask(const PageLook& page) {
  const double scale = std::min(1.0, kOsdDpi / page.dpi);
  return detector_.detect(reducedBy(page.grey, scale), page.dpi * scale);
}

double PageGeometryFinder::trial(const PageLook& page, int orientation, Deadline deadline) {
  const cv::Mat ink = turned(page.ink, orientation);
  cv::Mat grey = turned(page.grey, orientation);
  const double skew = estimateSkew(ink).degrees;
  const int height = std::clamp(static_cast<int>(ink.rows * kStripShare), 1, ink.rows);
  const double scale = static_cast<double>(grey.rows) / ink.rows;
  const bool straight = std::abs(skew) < kLeastSkew;
  const int top = densestWindow(straight ? ink : straightened(ink, skew, 0), height);
  if (!straight) grey = straightened(grey, skew, 255);
  const cv::Rect strip =
      cv::Rect(0, static_cast<int>(top * scale), grey.cols, static_cast<int>(height * scale) + 1) &
      cv::Rect({0, 0}, grey.size());
  return judge(engine_.recognise(grey(strip).clone(), page.dpi, deadline, Layout::kBlock)).trust;
}

}  // namespace sohoa::ocr
