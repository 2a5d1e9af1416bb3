#include "ocr/missed_ink.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "ocr/inflated.h"
#include "ocr/raster_view.h"

namespace sohoa::ocr {
namespace {

constexpr double kLookDpi = 100;
constexpr double kInkShare = 0.7;  // of the paper's light
constexpr std::size_t kMostPlaces = 40;
// Inches. A digit of 8 points is 0.07 high; a line of 20 points with marks above and below, 0.4.
constexpr double kRoundWords = 0.03;
constexpr double kLowestShape = 0.06;
constexpr double kHighestShape = 0.3;
constexpr double kWidestShape = 0.5;
constexpr double kBetweenLetters = 0.12;
constexpr double kHighestLine = 0.4;
constexpr double kMarks = 0.05;  // above and below the letters
constexpr double kSolid = 0.75;  // share of its box that ink of a letter leaves partly white
constexpr double kContinues = 0.5;

// Ink outside the words that may be letters.
cv::Mat looseLetters(cv::Mat ink, double dpi) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(ink, labels, stats, centres, 8, CV_32S);
  std::vector<std::uint8_t> keep(static_cast<std::size_t>(count), 0);
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const int width = s[cv::CC_STAT_WIDTH], height = s[cv::CC_STAT_HEIGHT];
    const bool letter = height >= kLowestShape * dpi && height <= kHighestShape * dpi &&
                        width <= kWidestShape * dpi;
    const bool solid = s[cv::CC_STAT_AREA] > kSolid * width * height && width * 2 > height;
    if (letter && !solid) keep[static_cast<std::size_t>(i)] = 255;
  }
  for (int y = 0; y < ink.rows; ++y) {
    const auto* label = labels.ptr<int>(y);
    auto* out = ink.ptr<std::uint8_t>(y);
    for (int x = 0; x < ink.cols; ++x) out[x] = keep[static_cast<std::size_t>(label[x])];
  }
  return ink;
}

int overlap(int a_from, int a_to, int b_from, int b_to) {
  return std::min(a_to, b_to) - std::max(a_from, b_from);
}

bool sameLine(const core::Box& a, const core::Box& b) {
  return overlap(a.y, a.bottom(), b.y, b.bottom()) > kContinues * std::min(a.height, b.height) &&
         std::max(a.height, b.height) < 2.5 * std::min(a.height, b.height);
}

void sortWords(core::Line& line) {
  std::stable_sort(line.words.begin(), line.words.end(),
                   [](const core::Word& a, const core::Word& b) { return a.box.x < b.box.x; });
}

}  // namespace

std::vector<cv::Rect> missedInk(const cv::Mat& grey, double dpi,
                                const std::vector<core::Block>& blocks) {
  const double scale = std::min(1.0, kLookDpi / dpi);
  const double look = dpi * scale;
  cv::Mat ink;
  cv::threshold(reducedBy(grey, scale), ink, kInkShare * kPaperWhite, 255, cv::THRESH_BINARY_INV);
  const cv::Rect whole(0, 0, ink.cols, ink.rows);
  for (const auto& block : blocks) {
    for (const auto& line : block.lines) {
      for (const auto& word : line.words) {
        const cv::Rect box(static_cast<int>(word.box.x * scale),
                           static_cast<int>(word.box.y * scale),
                           static_cast<int>(std::ceil(word.box.width * scale)),
                           static_cast<int>(std::ceil(word.box.height * scale)));
        const int round = static_cast<int>(std::ceil(kRoundWords * look));
        ink(inflated(box, round, round) & whole).setTo(cv::Scalar(0));
      }
    }
  }
  cv::Mat runs = looseLetters(ink, look);
  const int gap = static_cast<int>(kBetweenLetters * look) | 1;
  cv::morphologyEx(runs, runs, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_RECT, {gap, 1}));
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(runs, labels, stats, centres, 8, CV_32S);
  std::vector<cv::Rect> places;
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    if (s[cv::CC_STAT_HEIGHT] > kHighestLine * look) continue;
    const cv::Rect box = inflated({s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                                   s[cv::CC_STAT_HEIGHT]},
                                  1, static_cast<int>(kMarks * look)) &
                         whole;
    places.push_back(
        cv::Rect(
            cv::Point(static_cast<int>(box.x / scale), static_cast<int>(box.y / scale)),
            cv::Point(static_cast<int>(box.br().x / scale), static_cast<int>(box.br().y / scale))) &
        cv::Rect(0, 0, grey.cols, grey.rows));
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const cv::Rect& a, const cv::Rect& b) { return a.width > b.width; });
  if (places.size() > kMostPlaces) places.resize(kMostPlaces);
  return places;
}

void insertLine(std::vector<core::Block>& blocks, core::Line line, double dpi) {
  const int near = static_cast<int>(0.3 * dpi);
  const core::Box& at = line.box;
  for (auto& block : blocks) {
    for (auto& other : block.lines) {
      const bool beside = overlap(at.x, at.right(), other.box.x, other.box.right()) > -near;
      if (!beside || !sameLine(at, other.box)) continue;
      std::move(line.words.begin(), line.words.end(), std::back_inserter(other.words));
      other.box = other.box.unite(at);
      block.box = block.box.unite(at);
      sortWords(other);
      return;
    }
  }
  for (auto& block : blocks) {
    const bool inside =
        at.y + at.height / 2 > block.box.y && at.y + at.height / 2 < block.box.bottom() &&
        overlap(at.x, at.right(), block.box.x, block.box.right()) > kContinues * at.width;
    if (!inside) continue;
    const auto next = std::find_if(block.lines.begin(), block.lines.end(),
                                   [&](const core::Line& l) { return l.box.y > at.y; });
    block.box = block.box.unite(at);
    block.lines.insert(next, std::move(line));
    return;
  }
  const auto next = std::find_if(blocks.begin(), blocks.end(), [&](const core::Block& b) {
    return b.box.y >= at.y + at.height / 2;
  });
  const core::Box box = at;
  core::Block block;
  block.box = box;
  block.lines.push_back(std::move(line));
  blocks.insert(next, std::move(block));
}

}  // namespace sohoa::ocr
