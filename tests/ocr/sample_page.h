#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "core/image.h"

namespace sohoa::ocr {

// tests/data/ocr/vietnamese_page.pbm as 8-bit grey: eight lines of print, 200 dots per inch.
[[nodiscard]] cv::Mat samplePage();

// "TỐI MẬT" in bold type of 16 points, 200 dots per inch, without a frame.
[[nodiscard]] cv::Mat secrecyStamp();

// What samplePage says, without spaces and line ends.
[[nodiscard]] std::string sampleText();

// The sample on a white sheet of A4 at 200 dots per inch.
[[nodiscard]] cv::Mat sampleSheet();

[[nodiscard]] cv::Mat whiteSheet(int width = 1654, int height = 2339);

// The master that a scanner would make of an upright picture fed in with this geometry:
// `geometry.master` is filled in, pixels outside the picture are white.
[[nodiscard]] cv::Mat asFed(const cv::Mat& upright, core::PageGeometry& geometry);

// One- and three-channel pictures become kGrey and kRgb.
[[nodiscard]] core::Raster rasterOf(const cv::Mat& image, double dpi = 200);
[[nodiscard]] core::Raster bilevelOf(const cv::Mat& grey, double dpi = 200);

[[nodiscard]] std::string withoutSpaces(std::string text);

}  // namespace sohoa::ocr
