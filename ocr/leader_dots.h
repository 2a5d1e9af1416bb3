#pragma once

#include <cstddef>
#include <vector>

#include "ocr/ink_shapes.h"

namespace sohoa::ocr {

// Those of `dots`, indexes into `shapes`, that stand in the dotted lines of a form: side by side at
// the height of a dot, close to each other, for a third of an inch and more.
[[nodiscard]] std::vector<std::size_t> leaderDots(const std::vector<InkShape>& shapes,
                                                  const std::vector<std::size_t>& dots, double dpi);

}  // namespace sohoa::ocr
