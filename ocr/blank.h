#pragma once

#include <opencv2/core.hpp>

#include "ocr/blank_options.h"

namespace sohoa::ocr {

enum class Blankness {
  kBlank,
  kDoubtful,  // a few marks or faint ones: not blank if a word can be read
  kContent,
};

// Looks at a flattened grey page in which ink of every colour is dark (kPaperWhite is paper).
// `dots_per_mm` is that of the image.
[[nodiscard]] Blankness judgeBlank(const cv::Mat& flat, double dots_per_mm,
                                   const BlankOptions& options);

}  // namespace sohoa::ocr
