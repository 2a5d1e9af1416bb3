#pragma once

#include <vector>

#include "core/page.h"
#include "ocr/piece_reader.h"

namespace sohoa::ocr {

// Reads again what was read badly or has a hole in it, from the picture of that part of a line
// alone, as it is and smoothed, and puts in place of the old words what is believed more. Worn
// print that the engine loses among the lines of a page it often reads by itself. At most 12 parts
// of lines a page, the worst first. `blocks`: boxes in pixels of the reader's page; `holes`: ink
// within or beside a line that no word accounts for.
// Throws what the engine throws.
void readDoubtfulAgain(std::vector<core::Block>& blocks, const std::vector<cv::Rect>& holes,
                       PieceReader& pieces);

}  // namespace sohoa::ocr
