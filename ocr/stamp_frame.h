#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace sohoa::ocr {

// Frames round stamps. `mask`: 8-bit, 255 is ink; `mm`: its pixels in a millimetre.

// Degrees by which the longest straight line of at least 12 mm falls to the right, when it lies
// across but for `most` degrees.
[[nodiscard]] std::optional<double> turnOfLongLine(const cv::Mat& mask, double most, double mm);

// The middle of the four sides of the largest upright frame, 4 to 20 mm high, that print may cross.
[[nodiscard]] std::optional<cv::Rect> findFrame(const cv::Mat& mask, double mm);

}  // namespace sohoa::ocr
