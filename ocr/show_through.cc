#include "ocr/show_through.h"

#include <algorithm>

#include "ocr/reading_quality.h"

namespace sohoa::ocr {
namespace {

constexpr double kClearlyMore = 2;
constexpr double kLeastLetters = 10;
constexpr double kInside = 0.5;  // of a word's box

core::Box flipped(core::Box box, int axis, const cv::Mat& grey) {
  if (axis == 1) box.x = grey.cols - box.right();
  if (axis == 0) box.y = grey.rows - box.bottom();
  return box;
}

bool lieOn(const std::vector<core::Block>& words, const std::vector<core::Block>& mirrored,
           int axis, const cv::Mat& grey) {
  std::vector<core::Box> lines;
  for (const auto& block : mirrored) {
    for (const auto& line : block.lines) lines.push_back(flipped(line.box, axis, grey));
  }
  const auto covered = [&](const core::Word& word) {
    return std::any_of(lines.begin(), lines.end(), [&](const core::Box& line) {
      const core::Box both = line.intersect(word.box);
      return !both.empty() && both.width * both.height > kInside * word.box.width * word.box.height;
    });
  };
  for (const auto& block : words) {
    for (const auto& line : block.lines) {
      if (!std::all_of(line.words.begin(), line.words.end(), covered)) return false;
    }
  }
  return true;
}

}  // namespace

bool isPrintOfTheBack(RecognitionEngine& engine, const cv::Mat& grey, double dpi,
                      const std::vector<core::Block>& words, Deadline deadline) {
  const double own = judge(words).trust;
  // The page may have been read upside down, which is the other way to see it in a mirror.
  for (const int axis : {1, 0}) {
    cv::Mat mirror;
    cv::flip(grey, mirror, axis);
    const auto mirrored = engine.recognise(mirror, dpi, deadline, Layout::kPage);
    if (judge(mirrored).trust < std::max(kLeastLetters, kClearlyMore * own)) continue;
    return lieOn(words, mirrored, axis, grey);
  }
  return false;
}

}  // namespace sohoa::ocr
