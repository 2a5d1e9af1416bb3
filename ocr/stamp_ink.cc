#include "ocr/stamp_ink.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "ocr/cleaning.h"
#include "ocr/colour_excess.h"
#include "ocr/raster_view.h"

namespace sohoa::ocr {
namespace {

constexpr double kMillimetresPerInch = 25.4;
constexpr double kLookDpi = 100;
// Of the paper's light.
constexpr double kPrint = 0.55, kAnyInk = 0.7, kInkShare = 0.85;
// Levels of colour.
constexpr double kNoise = 4, kFaintest = 8, kFull = 40;
// Levels of grey.
constexpr double kLeastLeft = 20, kFullLeft = 110;
// Millimetres.
constexpr double kOverStroke = 0.9, kOverSoftStroke = 1.2;  // a stroke of print that covers ink
constexpr double kEdge = 0.6;                               // both soft edges of a stroke
constexpr double kStroke = 0.4, kNearStroke = 3, kNearColour = 12;
constexpr std::size_t kFewestInk = 500;  // pixels
constexpr double kMuchLeft = 1.6, kMuchDarker = 0.5, kPale = 0.3;

cv::Mat square(double millimetres, double dpi) {
  const int side = static_cast<int>(millimetres * dpi / kMillimetresPerInch) | 1;
  return cv::getStructuringElement(cv::MORPH_RECT, {side, side});
}

// Paper up to `least`, black from `full` on.
cv::Mat pictureOf(const cv::Mat& strength, double least, double full) {
  cv::Mat out;
  const double gain = kPaperWhite / (full - least);
  strength.convertTo(out, CV_8U, -gain, kPaperWhite + gain * least);
  return cv::min(out, kPaperWhite);
}

// The level that the share of all pixels lies at or below.
int levelAt(const cv::Mat& values, double share) {
  std::array<std::size_t, 256> counts{};
  for (int y = 0; y < values.rows; ++y) {
    const auto* row = values.ptr<std::uint8_t>(y);
    for (int x = 0; x < values.cols; ++x) ++counts[row[x]];
  }
  const double wanted = share * static_cast<double>(values.total());
  std::size_t level = 0, seen = counts[0];
  while (level < 255 && static_cast<double>(seen) < wanted) seen += counts[++level];
  return static_cast<int>(level);
}

// The ink goes on under print, which lies `over` it.
void goOnUnder(cv::Mat& strength, const cv::Mat& over, double millimetres, double dpi) {
  cv::Mat closed;
  cv::morphologyEx(strength, closed, cv::MORPH_CLOSE, square(millimetres, dpi));
  closed.copyTo(strength, over);
}

cv::Mat lightest(const cv::Mat& rgb) {
  std::array<cv::Mat, 3> channels;
  cv::split(rgb, channels.data());
  return cv::max(cv::max(channels[0], channels[1]), channels[2]);
}

// How dark print is: a tenth of the ink in its words is darker. None when there is too little.
std::optional<double> printLevel(const cv::Mat& flat, const std::vector<cv::Rect>& words) {
  std::array<std::size_t, 256> counts{};
  std::size_t inked = 0;
  for (const auto& word : words) {
    for (int y = word.y; y < word.br().y; ++y) {
      const auto* row = flat.ptr<std::uint8_t>(y);
      for (int x = word.x; x < word.br().x; ++x) {
        if (row[x] > kAnyInk * kPaperWhite) continue;
        ++counts[row[x]];
        ++inked;
      }
    }
  }
  if (inked < kFewestInk) return std::nullopt;
  std::size_t level = 0, seen = counts[0];
  while (seen * 10 < inked) seen += counts[++level];
  return static_cast<double>(level);
}

// Words on which no more is left than on most.
void eraseUsual(cv::Mat& strength, const std::vector<cv::Rect>& words) {
  std::vector<double> left;
  left.reserve(words.size());
  for (const auto& word : words) left.push_back(cv::mean(strength(word))[0]);
  auto sorted = left;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (left[i] <= kMuchLeft * *middle) strength(words[i]).setTo(cv::Scalar(0));
  }
}

// Strokes as wide as a stamp's, and what is near them.
void keepStrokes(cv::Mat& strength, double dpi) {
  cv::Mat strokes;
  cv::morphologyEx(strength > kLeastLeft, strokes, cv::MORPH_OPEN, square(kStroke, dpi));
  cv::dilate(strokes, strokes, square(kNearStroke, dpi));
  strength.setTo(cv::Scalar(0), ~strokes);
}

}  // namespace

cv::Mat colouredInk(const cv::Mat& rgb, int channel, double dpi) {
  cv::Mat strength;
  colourExcess(rgb, channel).convertTo(strength, CV_8U);
  // Without the grain of single pixels.
  const cv::Mat coarse = reducedBy(strength, std::min(1.0, kLookDpi / dpi));
  const double noise = std::max(kNoise, 1.5 * levelAt(coarse, 0.9));
  double peak = 0;
  cv::minMaxLoc(coarse, nullptr, &peak);
  if (peak < noise + kFaintest) return {};
  cv::Mat print = flattenBackground(lightest(rgb)) < kPrint * kPaperWhite;
  cv::dilate(print, print, {});
  goOnUnder(strength, print, kOverStroke, dpi);
  return pictureOf(strength, noise, std::min(peak, std::max(kFull, noise + kFaintest)));
}

cv::Mat sharpInk(const cv::Mat& flat, const cv::Mat& ink, double dpi) {
  const cv::Mat coloured = ink < kInkShare * kPaperWhite;
  cv::Mat own(flat.size(), CV_8U, cv::Scalar(kPaperWhite)), near;
  flat.copyTo(own, coloured);
  const double half = 0.5 * cv::countNonZero(coloured) / static_cast<double>(own.total());
  const double level = levelAt(own, half), span = kPaperWhite - level;
  cv::dilate(coloured, near, square(kNearColour, dpi));
  cv::Mat out(flat.size(), CV_8U, cv::Scalar(kPaperWhite));
  flat.copyTo(out, near & (flat > level - kMuchDarker * span));
  return span < kFaintest ? out : pictureOf(kPaperWhite - out, kPale * span, span);
}

cv::Mat lighterInk(const cv::Mat& flat, const std::vector<core::Word>& words, double share,
                   double dpi) {
  std::vector<cv::Rect> boxes;
  for (const auto& word : words) {
    const cv::Rect box = cv::Rect(word.box.x, word.box.y, word.box.width, word.box.height) &
                         cv::Rect({0, 0}, flat.size());
    if (!box.empty()) boxes.push_back(box);
  }
  const auto level = printLevel(flat, boxes);
  if (!level) return {};
  cv::Mat print = flat < *level + share * (kPaperWhite - *level);
  cv::dilate(print, print, square(kEdge, dpi));
  cv::Mat strength = kPaperWhite - flat;
  strength.setTo(cv::Scalar(0), print);
  goOnUnder(strength, print, kOverSoftStroke, dpi);
  eraseUsual(strength, boxes);
  keepStrokes(strength, dpi);
  return pictureOf(strength, kLeastLeft, kFullLeft);
}

}  // namespace sohoa::ocr
