#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"
#include "ocr/engine.h"

namespace sohoa::ocr {

// Reads an upright page: ruled tables cell by cell, row by row; the rest as the engine's layout
// analysis finds it, without what is ink but no text. Blocks in reading order, boxes in pixels of
// `grey`. Errors are those of the engine.
[[nodiscard]] std::vector<core::Block> readUpright(RecognitionEngine& engine, const cv::Mat& grey,
                                                   double dpi, Deadline deadline);

}  // namespace sohoa::ocr
