#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <string_view>
#include <vector>

namespace sohoa::ocr {

// Patch codes: four parallel black bars, two wide and two narrow, across the feed of the sheet.
// Wide is 0.20 inch, narrow and the spaces between 0.08 inch, 0.80 inch in all, +-0.01; bars at
// least 0.75 inch long (Kodak A-61599, Patch Code Information, 2006; table in Kodak A-61670, 2014).
inline constexpr double kPatchWideMm = 5.08;
inline constexpr double kPatchNarrowMm = 2.032;
inline constexpr double kPatchMm = 20.32;
inline constexpr double kPatchLeastBarMm = 19.05;

struct PatchPattern {
  std::string_view name;  // as in Barcode::text
  std::string_view bars;  // from the leading edge inward: n narrow, W wide
};
inline constexpr std::array<PatchPattern, 6> kPatchPatterns{{{"PATCH1", "WWnn"},
                                                             {"PATCH2", "WnnW"},
                                                             {"PATCH3", "WnWn"},
                                                             {"PATCH4", "nWWn"},
                                                             {"PATCH6", "nnWW"},
                                                             {"PATCHT", "nWnW"}}};

struct FoundPatch {
  std::string_view name;
  cv::Rect box;  // pixels of the picture looked at
};

// Finds patch codes along any edge of a page, skewed up to 15 degrees; each is read from the
// nearest edge inward, whichever way round the sheet was fed. `grey`: 8 bits, 0 is black, square
// pixels, at least 60 dots per inch.
[[nodiscard]] std::vector<FoundPatch> findPatches(const cv::Mat& grey, double dpi);

}  // namespace sohoa::ocr
