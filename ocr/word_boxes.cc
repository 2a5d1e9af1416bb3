#include "ocr/word_boxes.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

constexpr double kInkShare = 0.65;  // of the paper's light
constexpr int kBeyond = 2;          // rows looked at outside the box
constexpr double kMarkGap = 0.35;   // between letters and their marks, of the letters' height
constexpr double kTooTall = 1.25;

struct Run {
  int top = 0, bottom = 0;  // rows, the last one left out
  int ink = 0;
};

std::vector<Run> inkRuns(const cv::Mat& piece) {
  cv::Mat rows;
  cv::reduce(piece < kInkShare * kPaperWhite, rows, 1, cv::REDUCE_SUM, CV_32S);
  std::vector<Run> runs;
  for (int y = 0; y < rows.rows; ++y) {
    const int ink = rows.at<int>(y);
    if (ink == 0) continue;
    if (runs.empty() || runs.back().bottom != y) runs.push_back({y, y, 0});
    runs.back().bottom = y + 1;
    runs.back().ink += ink;
  }
  return runs;
}

// Rows of the letters and of the marks near them; ink that goes on beyond the picture is another
// line's.
Run ownRows(const std::vector<Run>& runs, int height) {
  const auto letters = std::max_element(runs.begin(), runs.end(),
                                        [](const Run& a, const Run& b) { return a.ink < b.ink; });
  Run own = *letters;
  const double gap = kMarkGap * (letters->bottom - letters->top);
  for (auto above = letters; above != runs.begin();) {
    --above;
    if (above->top == 0 || own.top - above->bottom > gap) break;
    own.top = above->top;
  }
  for (auto below = letters + 1; below != runs.end(); ++below) {
    if (below->bottom == height || below->top - own.bottom > gap) break;
    own.bottom = below->bottom;
  }
  return own;
}

void fit(core::Box& box, const cv::Mat& grey) {
  const cv::Rect look = cv::Rect(box.x, box.y - kBeyond, box.width, box.height + 2 * kBeyond) &
                        cv::Rect({0, 0}, grey.size());
  if (look.empty()) return;
  const auto runs = inkRuns(grey(look));
  if (runs.empty()) return;
  const Run own = ownRows(runs, look.height);
  const int top = std::max(box.y, look.y + own.top);
  const int bottom = std::min(box.bottom(), look.y + own.bottom);
  if (box.height <= kTooTall * (bottom - top)) return;
  box = {box.x, top, box.width, bottom - top};
}

}  // namespace

void fitWordBoxes(std::vector<core::Block>& blocks, const cv::Mat& grey) {
  for (auto& block : blocks) {
    for (auto& line : block.lines) {
      for (auto& word : line.words) fit(word.box, grey);
    }
  }
}

}  // namespace sohoa::ocr
