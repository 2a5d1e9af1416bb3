#pragma once

#include <opencv2/core.hpp>

namespace sohoa::ocr {

struct Skew {
  double degrees = 0;  // positive when lines run downhill to the right; within +-15
  double confidence =
      0;  // 0: no lines seen (degrees is then 0); 1: lines as sharp as in clean print
};

// Finds the angle of the text lines in an ink mask (8 bits, 255 is ink) of about 100 dots per inch,
// to about a twentieth of a degree. Lines are expected to run roughly from left to right.
[[nodiscard]] Skew estimateSkew(const cv::Mat& ink);

}  // namespace sohoa::ocr
