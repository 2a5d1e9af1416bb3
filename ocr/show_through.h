#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/page.h"
#include "ocr/engine.h"

namespace sohoa::ocr {

// Whether the few words read on a page are print of its back that shows through: in a mirror the
// page says clearly more, and says it where these words are. A word in a place of its own, such as
// a page number, makes the answer no. `grey`: the picture that was read; `words`: in its pixels.
// Costs up to two recognitions; throws what `engine` does.
[[nodiscard]] bool isPrintOfTheBack(RecognitionEngine& engine, const cv::Mat& grey, double dpi,
                                    const std::vector<core::Block>& words, Deadline deadline);

}  // namespace sohoa::ocr
