#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// Lowers word boxes that reach into the lines above and below, as the engine makes them where
// blurred letters run together, to the ink of the word and its marks. Boxes that fit stay as they
// are. `grey`: the cleaned picture that was read; boxes in its pixels.
void fitWordBoxes(std::vector<core::Block>& blocks, const cv::Mat& grey);

}  // namespace sohoa::ocr
