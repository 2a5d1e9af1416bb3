#pragma once

#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <string_view>

#include "ocr/ink_shapes.h"
#include "ocr/seal_ink.h"

namespace sohoa::ocr {

// Grey value of clean paper after flattenBackground.
inline constexpr double kPaperWhite = 245;

// What cheap looks at the page say; decides which cleaning steps run.
struct PageEvidence {
  bool bilevel = false;  // no greys: scanned in black and white
  double dpi = 300;      // of the picture looked at
  cv::Mat paper;         // light of the paper without print, 8-bit grey, much smaller than the page
  double typical_paper = 255;  // median of `paper`
  double pepper = 0;           // share of pixels that are dark alone; after the light steps
  SealInk seals;
  InkShapes ink;  // known to the ink steps only
};

// One way to make a page easier to read. `apply` gets and returns an 8-bit grey page, same size.
struct CleaningStep {
  std::string_view name;
  bool (*applies)(const PageEvidence& evidence);
  cv::Mat (*apply)(const cv::Mat& grey, const PageEvidence& evidence);
};

// The steps in their order: those that even out the light of the paper, those that smooth it and
// take off the ink of seals, then, once paper and ink can be told apart, those that work on the
// ink.
[[nodiscard]] std::span<const CleaningStep> lightSteps();
[[nodiscard]] std::span<const CleaningStep> grainSteps();
[[nodiscard]] std::span<const CleaningStep> inkSteps();

struct Cleaned {
  cv::Mat page;
  std::size_t shapes = 0;  // pieces of ink seen before the ink steps
};

// Looks at the page and runs the steps that apply. `grey`: 8-bit, 0 is black.
[[nodiscard]] Cleaned clean(const cv::Mat& grey, bool bilevel, double dpi,
                            const SealInk& seals = {});

// The names of all steps in order, joined by "+"; changes when results may change.
[[nodiscard]] std::string cleaningVersion();

// Divides the page by the light of its paper: shading, stains and grey paper become kPaperWhite.
// Large dark areas stay dark.
[[nodiscard]] cv::Mat flattenBackground(const cv::Mat& grey);

}  // namespace sohoa::ocr
