#include "ocr/rules.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "ocr/raster_view.h"

namespace sohoa::ocr {
namespace {

constexpr double kLookDpi = 150;
constexpr double kInkShare = 0.72;  // of the paper's light
// No stroke of a letter runs straight for so long.
constexpr double kShortestAcross = 0.35;  // inches
constexpr double kShortestDown = 0.3;
constexpr double kSurelyRule = 0.8;  // shorter ones may be strokes of a signature
constexpr double kThickest = 0.05;
constexpr double kGap = 0.15;       // where a rule may be broken
constexpr double kFrayDown = 0.03;  // lines of text lie further apart than this

cv::Mat bar(int length, bool across) {
  return cv::getStructuringElement(cv::MORPH_RECT,
                                   across ? cv::Size{length, 1} : cv::Size{1, length});
}

// Keeps the shapes that are thin across the direction they run in, and gives their boxes.
std::vector<cv::Rect> keepThin(cv::Mat& page, bool across, double thickest) {
  const cv::Rect inked = cv::boundingRect(page);
  if (inked.empty()) return {};
  cv::Mat lines = page(inked);
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(lines, labels, stats, centres, 8, CV_32S);
  std::vector<cv::Rect> boxes;
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const cv::Rect box{s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                       s[cv::CC_STAT_HEIGHT]};
    const double length = across ? box.width : box.height;
    if (s[cv::CC_STAT_AREA] <= thickest * length) {
      boxes.push_back(box + inked.tl());
    } else {
      cv::Mat part = lines(box);
      part.setTo(cv::Scalar(0), labels(box) == i);
    }
  }
  return boxes;
}

// The ink without what is thicker than a rule.
cv::Mat thinInk(const cv::Mat& ink, bool across, double dpi) {
  cv::Mat thick;
  cv::morphologyEx(ink, thick, cv::MORPH_OPEN, bar(static_cast<int>(kThickest * dpi), !across));
  return ink & ~thick;
}

std::vector<cv::Rect> find(const cv::Mat& thin, bool across, double dpi, cv::Mat& mask) {
  cv::Mat lines;
  // Thickened by a pixel to both sides, a rule that leans or is frayed still runs straight.
  cv::dilate(thin, lines, bar(3, !across));
  if (!across) {
    cv::morphologyEx(lines, lines, cv::MORPH_CLOSE, bar(static_cast<int>(kFrayDown * dpi), across));
  }
  const double shortest = across ? kShortestAcross : kShortestDown;
  cv::morphologyEx(lines, lines, cv::MORPH_OPEN, bar(static_cast<int>(shortest * dpi), across));
  keepThin(lines, across, kThickest * dpi + 2);
  cv::morphologyEx(lines, lines, cv::MORPH_CLOSE, bar(static_cast<int>(kGap * dpi), across));
  auto rules = keepThin(lines, across, kThickest * dpi + 2);
  for (const cv::Rect& rule : rules) {
    if (std::max(rule.width, rule.height) >= kSurelyRule * dpi) mask(rule) |= lines(rule);
  }
  return rules;
}

void scale(std::vector<cv::Rect>& boxes, double factor) {
  for (auto& b : boxes) {
    b = cv::Rect(cv::Point(static_cast<int>(b.x * factor), static_cast<int>(b.y * factor)),
                 cv::Point(static_cast<int>(std::ceil(b.br().x * factor)),
                           static_cast<int>(std::ceil(b.br().y * factor))));
  }
}

}  // namespace

Rules findRules(const cv::Mat& grey, double dpi) {
  const double reduction = std::min(1.0, kLookDpi / dpi);
  cv::Mat ink;
  cv::threshold(reducedBy(grey, reduction), ink, kInkShare * kPaperWhite, 255,
                cv::THRESH_BINARY_INV);
  Rules rules;
  rules.mask = cv::Mat::zeros(ink.size(), CV_8U);
  rules.thin_across = thinInk(ink, true, dpi * reduction);
  rules.thin_down = thinInk(ink, false, dpi * reduction);
  rules.across = find(rules.thin_across, true, dpi * reduction, rules.mask);
  rules.down = find(rules.thin_down, false, dpi * reduction, rules.mask);
  cv::dilate(rules.mask, rules.mask, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  const double back = static_cast<double>(grey.cols) / ink.cols;
  rules.scale = 1 / back;
  scale(rules.across, back);
  scale(rules.down, back);
  return rules;
}

cv::Mat withoutRules(const cv::Mat& grey, const Rules& rules) {
  if (rules.across.empty() && rules.down.empty()) return grey;
  cv::Mat mask;
  cv::resize(rules.mask, mask, grey.size(), 0, 0, cv::INTER_NEAREST);
  cv::Mat clean = grey.clone();
  clean.setTo(cv::Scalar(kPaperWhite), mask);
  return clean;
}

}  // namespace sohoa::ocr
