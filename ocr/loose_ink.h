#pragma once

#include <functional>
#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// A patch of ink in the head of a page that the page's text does not account for.
struct LooseInk {
  cv::Rect box;  // pixels of the page looked at
  cv::Mat crop;  // 8-bit grey, 0 is black: the patch alone, straightened and without its frame
  // The same with what stands in its row, up to its height or 10 mm to either side, when words that
  // are accounted for are there; empty otherwise.
  cv::Mat beside;
  bool framed = false;
  double turn = 0;  // degrees by which it was straightened; positive when it runs downhill
};

// The share of a page's height that looseInk looks at, from the top.
inline constexpr double kHeadShare = 0.45;

// Whether a small picture of the page (100 dots per inch do) has any; otherwise like looseInk.
[[nodiscard]] bool hasLooseInk(const cv::Mat& grey, double dpi,
                               const std::vector<core::Word>& words);

// Patches of the size of a stamp in the upper part of an upright page, those of most ink first, at
// most `most` of those that are `usable`; only four times as many are looked at. `grey`: the page
// or its head, 8-bit, flattened (paper is kPaperWhite), ink of every colour dark; `page_rows`:
// height of the whole page. `words`: what is accounted for, boxes in pixels of `grey`.
[[nodiscard]] std::vector<LooseInk> looseInk(const cv::Mat& grey, double dpi,
                                             const std::vector<core::Word>& words, std::size_t most,
                                             int page_rows,
                                             const std::function<bool(const LooseInk&)>& usable);

}  // namespace sohoa::ocr
