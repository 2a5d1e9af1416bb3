#pragma once

#include <vector>

#include "core/image.h"
#include "core/page.h"
#include "ocr/engine.h"
#include "ocr/working_image.h"

namespace sohoa::ocr {

// What the ink in the head of a page seems to say that `blocks` does not account for: stamps that
// are turned, faint, coloured or framed (PageResult::stamp_lines). One line for each line of a
// stamp; its words carry the box of the whole stamp, in the upright frame of `geometry`, and the
// engine's confidence. `read`: what the blocks were read on, upright.
// What lies in a seal among `marks` is left out.
// Throws what the engine throws.
[[nodiscard]] std::vector<core::Line> readStamps(RecognitionEngine& engine,
                                                 const core::Raster& page, const WorkingImage& read,
                                                 const core::PageGeometry& geometry,
                                                 const std::vector<core::Block>& blocks,
                                                 const std::vector<core::Mark>& marks,
                                                 Deadline deadline);

}  // namespace sohoa::ocr
