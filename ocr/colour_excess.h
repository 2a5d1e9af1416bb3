#pragma once

#include <opencv2/core.hpp>

namespace sohoa::ocr {

// By how many levels one channel of `rgb` (8-bit; 0 red, 2 blue) stands above the larger of the
// others, beyond what paper of this page would in the same light. 16-bit signed, same size.
[[nodiscard]] cv::Mat colourExcess(const cv::Mat& rgb, int channel);

}  // namespace sohoa::ocr
