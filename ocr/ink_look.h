#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/image.h"
#include "core/page.h"
#include "ocr/ink_blots.h"

namespace sohoa::ocr {

// A small picture of the page, as it lies in the master, that tells ink apart by its colour.
struct InkLook {
  cv::Mat red, blue;  // 8-bit masks, 255 is ink; empty without colour
  cv::Mat dark;       // the same of ink that is no colour, or of all ink without colour
  double mm = 3;      // pixels
  bool colour = false;
  std::vector<InkBlot> blue_blots;  // of `blue`
  // Squares round the outer rings of seals, strongest first: red ones of 28 to 44 mm that are inked
  // for 0.55 of what the sheet shows of them, or without colour any for 0.8.
  std::vector<cv::Rect> rings;
};

// `page` has passed checkRaster; `geometry` knows its size and resolution.
[[nodiscard]] InkLook lookAtInk(const core::Raster& page, const core::PageGeometry& geometry);

}  // namespace sohoa::ocr
