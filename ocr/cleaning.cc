#include "ocr/cleaning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace sohoa::ocr {
namespace {

// The paper map is this long; on A4 one of its pixels covers about 0.75 mm.
constexpr int kPaperMapSide = 400;
// A stroke or a bold letter is smaller than this on the map; what is larger counts as paper.
constexpr int kPrintOnMap = 13;
// Paper is never taken for darker than this share of the typical paper of the page.
constexpr double kDarkestPaper = 0.4;

cv::Mat paperMap(const cv::Mat& grey) {
  const double scale =
      std::min(1.0, static_cast<double>(kPaperMapSide) / std::max(grey.cols, grey.rows));
  const cv::Size size{std::max(1, static_cast<int>(std::lround(grey.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(grey.rows * scale)))};
  cv::Mat map;
  cv::resize(grey, map, size, 0, 0, cv::INTER_AREA);
  const cv::Mat print = cv::getStructuringElement(cv::MORPH_RECT, {kPrintOnMap, kPrintOnMap});
  cv::morphologyEx(map, map, cv::MORPH_CLOSE, print);
  cv::medianBlur(map, map, 7);
  cv::blur(map, map, {7, 7}, {-1, -1}, cv::BORDER_REPLICATE);
  return map;
}

double median(const cv::Mat& grey) {
  std::array<std::size_t, 256> histogram{};
  for (int y = 0; y < grey.rows; ++y) {
    const auto* row = grey.ptr<std::uint8_t>(y);
    for (int x = 0; x < grey.cols; ++x) ++histogram[row[x]];
  }
  std::size_t seen = 0;
  for (std::size_t value = 0; value < histogram.size(); ++value) {
    seen += histogram[value];
    if (seen * 2 >= grey.total()) return static_cast<double>(value);
  }
  return 255;
}

cv::Mat flatten(const cv::Mat& grey, const PageEvidence& evidence) {
  cv::Mat light;
  cv::max(evidence.paper, std::max(1.0, kDarkestPaper * evidence.typical_paper), light);
  cv::resize(light, light, grey.size(), 0, 0, cv::INTER_LINEAR);
  cv::Mat flat;
  cv::divide(grey, light, flat, kPaperWhite);
  return flat;
}

// Paints the dark surroundings of the sheet, as far as they reach the rim, like paper.
cv::Mat removeBorder(const cv::Mat& grey, const PageEvidence& evidence) {
  cv::Mat dark;
  cv::threshold(evidence.paper, dark, kDarkestPaper * evidence.typical_paper, 255,
                cv::THRESH_BINARY_INV);
  cv::copyMakeBorder(dark, dark, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(255));
  cv::floodFill(dark, {0, 0}, cv::Scalar(128));
  cv::Mat outside;
  cv::compare(dark, 128, outside, cv::CMP_EQ);
  cv::dilate(outside, outside, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  outside = outside(cv::Rect(1, 1, evidence.paper.cols, evidence.paper.rows));
  cv::Mat cleaned = grey.clone();
  cv::resize(outside, outside, grey.size(), 0, 0, cv::INTER_NEAREST);
  cleaned.setTo(cv::Scalar(kPaperWhite), outside);
  return cleaned;
}

bool hasDarkRim(const PageEvidence& e) {
  const double limit = kDarkestPaper * e.typical_paper;
  const cv::Mat& p = e.paper;
  if (p.rows < 8 || p.cols < 8) return false;
  for (const cv::Mat& side : {p.row(0), p.row(p.rows - 1), p.col(0), p.col(p.cols - 1)}) {
    double least = 0;
    cv::minMaxLoc(side, &least, nullptr);
    if (least < limit) return true;
  }
  return false;
}

constexpr std::array<CleaningStep, 2> kSteps{{
    {"flatten", [](const PageEvidence& e) { return !e.bilevel; }, &flatten},
    {"border", &hasDarkRim, &removeBorder},
}};

}  // namespace

PageEvidence lookAt(const cv::Mat& grey, bool bilevel) {
  PageEvidence evidence;
  evidence.paper = paperMap(grey);
  evidence.typical_paper = median(evidence.paper);
  evidence.bilevel = bilevel;
  return evidence;
}

std::span<const CleaningStep> cleaningSteps() { return kSteps; }

cv::Mat clean(const cv::Mat& grey, const PageEvidence& evidence) {
  cv::Mat page = grey;
  for (const auto& step : cleaningSteps()) {
    if (step.applies(evidence)) page = step.apply(page, evidence);
  }
  return page;
}

std::string cleaningVersion() {
  std::string names = "dropout";
  for (const auto& step : cleaningSteps()) {
    names += '+';
    names += step.name;
  }
  return names;
}

cv::Mat flattenBackground(const cv::Mat& grey) { return flatten(grey, lookAt(grey, false)); }

}  // namespace sohoa::ocr
