#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// A patch of ink in the head of a page that the page's text does not account for.
struct LooseInk {
  cv::Rect box;     // pixels of the page looked at
  cv::Mat crop;     // 8-bit grey, 0 is black: the patch alone, straightened and without its frame
  double turn = 0;  // degrees by which it was straightened; positive when it runs downhill
};

// Patches of the size of a stamp in the upper part of an upright page, the largest first, at most
// `most`. `grey`: 8-bit, flattened (paper is kPaperWhite), ink of every colour dark. `words`: what
// is accounted for, boxes in pixels of `grey`.
[[nodiscard]] std::vector<LooseInk> looseInk(const cv::Mat& grey, double dpi,
                                             const std::vector<core::Word>& words,
                                             std::size_t most);

}  // namespace sohoa::ocr
