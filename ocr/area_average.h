#pragma once

#include <opencv2/core.hpp>

namespace sohoa::ocr {

// The picture made smaller: each pixel the average of the area it covers in `image`, rounded to the
// nearest. What OpenCV's INTER_AREA gives, but for single levels on the edge between two roundings,
// and several times as fast when the sides are not divided by a whole number:
// docs/adr/0018-faster-inner-loops.md.
//
// `image` has 8-bit channels, at most four; `size` is at least 1 x 1 and no larger than the image.
[[nodiscard]] cv::Mat areaAverage(const cv::Mat& image, cv::Size size);

}  // namespace sohoa::ocr
