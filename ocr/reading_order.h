#pragma once

#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// The blocks in the order given, except that none comes before a block that stands above it in the
// same column: such a pair is never read upwards (T. Breuel, "High performance document layout
// analysis", 2003, rule 1). Blocks side by side keep their order. Pages of more blocks than any
// print has come back as they are.
[[nodiscard]] std::vector<core::Block> inReadingOrder(std::vector<core::Block> blocks);

}  // namespace sohoa::ocr
