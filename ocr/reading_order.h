#pragma once

#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// The order of the boxes given, except that none comes before one that stands above it in the same
// column: such a pair is never read upwards (T. Breuel, "High performance document layout
// analysis", 2003, rule 1). Boxes side by side keep their order. More boxes than the blocks of any
// print keep theirs too. Gives indices.
[[nodiscard]] std::vector<std::size_t> readingOrder(const std::vector<core::Box>& boxes);

// The blocks in that order.
[[nodiscard]] std::vector<core::Block> inReadingOrder(std::vector<core::Block> blocks);

}  // namespace sohoa::ocr
