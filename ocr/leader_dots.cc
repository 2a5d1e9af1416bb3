#include "ocr/leader_dots.h"

#include <algorithm>
#include <map>

#include "ocr/groups.h"

namespace sohoa::ocr {
namespace {

// Inches.
constexpr double kGap = 0.06;
constexpr double kShortest = 0.35;
constexpr double kHighest = 0.04;

}  // namespace

std::vector<std::size_t> leaderDots(const std::vector<InkShape>& shapes,
                                    const std::vector<std::size_t>& dots, double dpi) {
  std::map<int, std::vector<std::size_t>> rows;  // positions in `dots`, by each row they cover
  for (std::size_t d = 0; d < dots.size(); ++d) {
    const cv::Rect& box = shapes[dots[d]].box;
    for (int y = box.y; y < box.br().y; ++y) rows[y].push_back(d);
  }
  const auto box = [&](std::size_t d) -> const cv::Rect& { return shapes[dots[d]].box; };
  Groups chains(dots.size());
  const int gap = std::max(3, static_cast<int>(kGap * dpi));
  for (auto& [y, in_row] : rows) {
    std::sort(in_row.begin(), in_row.end(),
              [&](std::size_t a, std::size_t b) { return box(a).x < box(b).x; });
    for (std::size_t i = 1; i < in_row.size(); ++i) {
      if (box(in_row[i]).x - box(in_row[i - 1]).br().x < gap) {
        chains.join(in_row[i], in_row[i - 1]);
      }
    }
  }
  std::vector<cv::Rect> extent(dots.size());
  for (std::size_t d = 0; d < dots.size(); ++d) extent[chains.of(d)] |= box(d);
  std::vector<std::size_t> leaders;
  for (std::size_t d = 0; d < dots.size(); ++d) {
    const cv::Rect& chain = extent[chains.of(d)];
    if (chain.width >= kShortest * dpi && chain.height <= kHighest * dpi) {
      leaders.push_back(dots[d]);
    }
  }
  return leaders;
}

}  // namespace sohoa::ocr
