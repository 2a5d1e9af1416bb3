#pragma once

#include <opencv2/core.hpp>

namespace sohoa::ocr {

// The box with `x` pixels more to either side and `y` above and below.
[[nodiscard]] inline cv::Rect inflated(const cv::Rect& box, int x, int y) {
  return {box.x - x, box.y - y, box.width + 2 * x, box.height + 2 * y};
}

// The same room on all sides.
[[nodiscard]] inline cv::Rect inflated(const cv::Rect& box, int by) {
  return inflated(box, by, by);
}

}  // namespace sohoa::ocr
