#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// Places where ink looks like words but none of `blocks` has any: lines, ends of lines and single
// numbers that layout analysis passed over. At most 40, the widest; boxes in pixels of `grey`.
[[nodiscard]] std::vector<cv::Rect> missedInk(const cv::Mat& grey, double dpi,
                                              const std::vector<core::Block>& blocks);

// Puts words found later where they are read: into the line they continue, else as a line into the
// block they stand in, else as a block of their own before the first one that stands below.
void insertLine(std::vector<core::Block>& blocks, core::Line line, double dpi);

}  // namespace sohoa::ocr
