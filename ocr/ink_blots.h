#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace sohoa::ocr {

inline constexpr double kLeastBlotHigh = 4.5;  // millimetres

enum class BlotColour { kRed, kBlue };

// Coloured ink that lies together: a stamp, or what a pen wrote.
struct InkBlot {
  cv::Rect box;
  bool stamp = false;
};

// The blots of a mask (255 is ink, `mm` pixels a millimetre) that are larger than a word. Red ones
// are stamps; blue ones are when they have a frame or are dense, for pens write in blue.
[[nodiscard]] std::vector<InkBlot> blotsIn(const cv::Mat& ink, BlotColour colour, double mm);

// Straight lines of ink along two sides of the box or more.
[[nodiscard]] bool framed(const cv::Mat& ink, const cv::Rect& box, double mm);

}  // namespace sohoa::ocr
