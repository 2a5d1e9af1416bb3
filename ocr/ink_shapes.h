#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace sohoa::ocr {

// One connected piece of ink.
struct InkShape {
  cv::Rect box;
  int area = 0;                // pixels
  std::uint8_t darkest = 255;  // grey
};

// The ink of a page taken apart. Shape i is where `labels` is i; shape 0 is the paper.
struct InkShapes {
  cv::Mat labels;  // 32-bit
  std::vector<InkShape> shapes;
  double grain = 0;  // standard deviation of the paper's grey
};

// `flat`: 8-bit grey with paper at kPaperWhite. Ink is what stands out from the grain of the paper.
[[nodiscard]] InkShapes takeApart(const cv::Mat& flat);

// The page with every shape that `gone` names painted like paper. `gone` has one entry per shape.
[[nodiscard]] cv::Mat paintOut(const cv::Mat& flat, const InkShapes& ink,
                               const std::vector<bool>& gone);

// Mask (255) of the shapes that `chosen` names.
[[nodiscard]] cv::Mat maskOf(const InkShapes& ink, const std::vector<bool>& chosen);

}  // namespace sohoa::ocr
