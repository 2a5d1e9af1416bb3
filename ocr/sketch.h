#pragma once

#include <opencv2/core.hpp>

#include "core/geometry.h"

namespace sohoa::ocr {

// Dots per inch that a page of this size can have: the stated ones, unless they would make the page
// smaller than a visiting card or larger than A2 (files without a resolution, or with a wrong one);
// then those of an A4 page. Also evens out a ratio between across and down that no scanner has.
[[nodiscard]] core::Resolution plausibleResolution(core::Size page, core::Resolution stated);

// The size of the page with square pixels and at most `long_side` pixels either way, never smaller
// than 1 x 1 and never larger than the page itself.
[[nodiscard]] cv::Size sketchSize(const core::PageGeometry& geometry, int long_side);

// Flattened grey page (0 is black, paper is kPaperWhite) -> ink mask (255 where there is ink).
[[nodiscard]] cv::Mat inkMask(const cv::Mat& flat);

// The mask without what cannot be print: specks, shapes that touch the rim of the image, and shapes
// too large in both directions (pictures, frames, the shadow of the sheet's edge).
[[nodiscard]] cv::Mat textLikeInk(const cv::Mat& mask);

}  // namespace sohoa::ocr
