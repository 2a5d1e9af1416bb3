#pragma once

#include <opencv2/core.hpp>
#include <string_view>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// What the code of a separator sheet says, or how it begins.
inline constexpr std::string_view kPatchSeparator = "PATCHT";
inline constexpr std::string_view kSeparatorPrefix = "SOHOA-SEPARATOR";

// Reads QR, DataMatrix, PDF417, Code 128, Code 39 and patch codes on a master page (8-bit grey, 0
// is black, at working resolution) at any quarter turn; boxes are in the page's upright frame.
// Looks at a reduced picture first; where that has no code it can read, at the solid rectangles of
// the full one. Never throws for what is on the page.
[[nodiscard]] std::vector<core::Barcode> readBarcodes(const cv::Mat& grey,
                                                      const core::PageGeometry& geometry);

// A separator sheet carries a barcode "PATCHT", or one that begins with "SOHOA-SEPARATOR", and next
// to nothing else. `letters`: how many were read on the page.
[[nodiscard]] bool isSeparator(const std::vector<core::Barcode>& barcodes, std::size_t letters);

}  // namespace sohoa::ocr
