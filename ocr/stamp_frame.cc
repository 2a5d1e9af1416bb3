#include "ocr/stamp_frame.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace sohoa::ocr {
namespace {

constexpr double kLookMm = 4;  // pixels in a millimetre; about 100 dots per inch
// Millimetres.
constexpr double kLongLine = 12, kLine = 7, kLowest = 4, kHighest = 20;
constexpr double kGap = 0.5, kSlack = 0.3;
constexpr std::size_t kMostSides = 4;
constexpr double kAlike = 2;  // degrees
// Shares of a side. Print that was taken off cuts through the long ones.
constexpr double kInkedAcross = 0.8, kInkedDown = 0.8;

struct Look {
  cv::Mat mask;
  double scale = 1;  // of the picture
  double mm = kLookMm;
};

Look lookAt(const cv::Mat& mask, double mm) {
  Look look{mask, std::min(1.0, kLookMm / mm), std::min(mm, kLookMm)};
  if (look.scale == 1) return look;
  cv::resize(mask, look.mask, {}, look.scale, look.scale, cv::INTER_AREA);
  cv::threshold(look.mask, look.mask, 90, 255, cv::THRESH_BINARY);
  return look;
}

std::vector<cv::Vec4i> linesIn(const Look& look, double least_mm, double gap_mm) {
  const double least = least_mm * look.mm;
  std::vector<cv::Vec4i> lines;
  cv::HoughLinesP(look.mask, lines, 1, CV_PI / 720, static_cast<int>(0.7 * least), least,
                  gap_mm * look.mm);
  return lines;
}

double lengthOf(const cv::Vec4i& line) { return std::hypot(line[2] - line[0], line[3] - line[1]); }

double degreesOf(const cv::Vec4i& line) {
  return std::atan2(line[3] - line[1], line[2] - line[0]) * 180 / CV_PI;
}

cv::Mat bar(int width, int height) {
  return cv::getStructuringElement(cv::MORPH_RECT, {std::max(1, width), std::max(1, height)});
}

// The middles of the runs of what is not 0 in a row or a column of values.
std::vector<int> middlesOfRuns(const cv::Mat& values) {
  std::vector<int> middles;
  const auto count = static_cast<int>(values.total());
  for (int from = 0; from < count; ++from) {
    if (values.data[from] == 0) continue;
    int to = from;
    while (to + 1 < count && values.data[to + 1] != 0) ++to;
    middles.push_back((from + to) / 2);
    from = to;
  }
  return middles;
}

// Rows in which a long line runs, a little aslant perhaps.
std::vector<int> linesAcross(const Look& look) {
  cv::Mat lines, rows;
  cv::dilate(look.mask, lines, bar(1, 3));
  cv::morphologyEx(lines, lines, cv::MORPH_OPEN, bar(static_cast<int>(kLine * look.mm), 1));
  cv::reduce(lines, rows, 1, cv::REDUCE_MAX);
  return middlesOfRuns(rows.clone());
}

// Columns that are inked from `top` to `bottom`.
std::vector<int> linesDown(const Look& look, int top, int bottom) {
  cv::Mat band, columns;
  cv::dilate(look.mask.rowRange(top, bottom), band, bar(3, 1));
  cv::reduce(band, columns, 0, cv::REDUCE_AVG, CV_8U);
  return middlesOfRuns(columns >= kInkedDown * 255);
}

// The share of a row that has ink on it or right beside it.
double inkedAcross(const Look& look, int y, int left, int right) {
  const int slack = std::max(1, static_cast<int>(kSlack * look.mm));
  const cv::Rect row =
      cv::Rect(left, y - slack, right - left, 2 * slack + 1) & cv::Rect({0, 0}, look.mask.size());
  if (row.empty()) return 0;
  cv::Mat any;
  cv::reduce(look.mask(row), any, 0, cv::REDUCE_MAX);
  return static_cast<double>(cv::countNonZero(any)) / static_cast<double>(any.total());
}

// The widest frame between two lines across.
cv::Rect frameBetween(const Look& look, int top, int bottom) {
  auto sides = linesDown(look, top, bottom);
  // The stems of a word between the serifs.
  if (sides.size() > kMostSides) sides.clear();
  cv::Rect best;
  for (std::size_t left = 0; left < sides.size(); ++left) {
    for (std::size_t right = left + 1; right < sides.size(); ++right) {
      const int wide = sides[right] - sides[left];
      if (wide < kLine * look.mm || wide <= best.width) continue;
      const bool closed = inkedAcross(look, top, sides[left], sides[right]) >= kInkedAcross &&
                          inkedAcross(look, bottom, sides[left], sides[right]) >= kInkedAcross;
      if (closed) best = {sides[left], top, wide, bottom - top};
    }
  }
  return best;
}

}  // namespace

std::optional<double> turnOfLongLine(const cv::Mat& mask, double most, double mm) {
  auto lines = linesIn(lookAt(mask, mm), kLongLine, kGap);
  std::erase_if(lines, [&](const auto& line) { return std::abs(degreesOf(line)) > most; });
  if (lines.empty()) return std::nullopt;
  const auto longest =
      *std::max_element(lines.begin(), lines.end(),
                        [](const auto& a, const auto& b) { return lengthOf(a) < lengthOf(b); });
  // Each is found to a pixel; those beside it say more.
  double turn = 0, weight = 0;
  for (const auto& line : lines) {
    if (std::abs(degreesOf(line) - degreesOf(longest)) > kAlike) continue;
    turn += lengthOf(line) * degreesOf(line);
    weight += lengthOf(line);
  }
  if (weight == 0) return std::nullopt;
  return turn / weight;
}

std::optional<cv::Rect> findFrame(const cv::Mat& mask, double mm) {
  const Look look = lookAt(mask, mm);
  const auto across = linesAcross(look);
  cv::Rect best;
  for (std::size_t top = 0; top < across.size(); ++top) {
    for (std::size_t bottom = top + 1; bottom < across.size(); ++bottom) {
      const int high = across[bottom] - across[top];
      if (high < kLowest * look.mm || high > kHighest * look.mm) continue;
      const auto box = frameBetween(look, across[top], across[bottom]);
      if (box.area() > best.area()) best = box;
    }
  }
  if (best.empty()) return std::nullopt;
  const auto back = [&](int v) { return static_cast<int>(std::lround(v / look.scale)); };
  return cv::Rect(back(best.x), back(best.y), back(best.width), back(best.height));
}

}  // namespace sohoa::ocr
