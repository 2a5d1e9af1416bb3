#pragma once

#include <vector>

#include "core/image.h"
#include "core/ports/sheet_images.h"

namespace sohoa::scan {

// Where a picture stops being good enough. The rules ask for colour and 200 dots an inch (Circular
// 01/2023/TT-VPCP, article 8); the rest was set on pages of known quality.
struct QualityLimits {
  double least_dpi = 200;
  double most_skew_deg = 2;
  int darkest_paper = 150;      // grey level, 0 is black
  double softest_edge = 0.35;   // share of a letter's contrast that its edge makes in two pixels
                                // at 300 dots an inch
  int most_runs_over_edge = 6;  // separate strokes that touch one side of the picture
};

// What was measured, for the record and for tests.
struct SheetMeasures {
  double skew_deg = 0;  // positive when lines run downhill to the right
  int paper = 255;      // grey level of most of the lighter half
  double edge = 1;      // 1 where there is nothing to judge
  int runs_over_edge = 0;
};

[[nodiscard]] SheetMeasures measureSheet(const core::Raster& page);
[[nodiscard]] std::vector<core::SheetFlag> flagsOf(const core::Raster& page,
                                                   const SheetMeasures& measures,
                                                   const QualityLimits& limits = {});

}  // namespace sohoa::scan
