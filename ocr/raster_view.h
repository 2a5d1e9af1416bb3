#pragma once

#include <opencv2/core.hpp>

#include "core/image.h"

namespace sohoa::ocr {

// Throws Error(kBadRaster) when sizes, stride and data do not fit together, and
// Error(kOutOfMemory) when the page has more than `max_pixels`.
void checkRaster(const core::Raster& page, std::uint64_t max_pixels);

// 8-bit grey of the same size, 0 is black. A grey raster is not copied: the result then points into
// `page`, which must outlive it. Colour becomes the largest of R, G and B, in which red and blue
// ink and yellowed paper are light and black print stays black.
[[nodiscard]] cv::Mat dropoutGrey(const core::Raster& page);

// 8-bit grey, `width` by `height`, in which ink of every colour is dark (the smallest of R, G, B).
// Averages over the area of each pixel when it makes the page smaller.
[[nodiscard]] cv::Mat reducedInkGrey(const core::Raster& page, cv::Size size);

// The same of a colour page in its colours, 8-bit RGB; points into `page` when it has that size
// already.
[[nodiscard]] cv::Mat reducedColour(const core::Raster& page, cv::Size size);

// The picture made smaller, each pixel the average of its area.
[[nodiscard]] cv::Mat shrunk(const cv::Mat& image, cv::Size size);

// The picture times `scale` (at most 1), never smaller than one pixel.
[[nodiscard]] cv::Mat reducedBy(const cv::Mat& image, double scale);

}  // namespace sohoa::ocr
