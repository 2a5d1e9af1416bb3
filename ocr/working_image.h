#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// The picture the engine sees: the upright frame of a page, times `scale`.
struct WorkingImage {
  cv::Mat grey;      // 8-bit, 0 is black
  double scale = 1;  // working pixels per upright pixel
  double dpi = 300;  // of `grey`
};

// The resolution at which a page is read: very fine ones are reduced.
[[nodiscard]] double workingDpi(const core::PageGeometry& geometry);

// The size of the master page at that resolution.
[[nodiscard]] cv::Size workingSize(const core::PageGeometry& geometry);

// The master page at that resolution; not copied when it has it already.
[[nodiscard]] cv::Mat reduceToWorking(const cv::Mat& master_grey,
                                      const core::PageGeometry& geometry);

// Turns and straightens what reduceToWorking gave (perhaps cleaned since) in one resampling. What
// lies outside the master is paper. Of the upright page the upper `share` is made.
[[nodiscard]] WorkingImage makeUpright(const cv::Mat& reduced, const core::PageGeometry& geometry,
                                       double share = 1);

// The same from a picture of the master of any size, at about its resolution.
[[nodiscard]] WorkingImage makeUprightSmall(const cv::Mat& small,
                                            const core::PageGeometry& geometry);

// Scales the boxes of what was read on `image` back to the upright frame, clips them to it, and
// drops words that lie outside.
void mapToUpright(std::vector<core::Block>& blocks, const WorkingImage& image,
                  const core::PageGeometry& geometry);

}  // namespace sohoa::ocr
