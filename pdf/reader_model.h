#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sohoa::pdf {

// A word of the text layer as a reader meets it: points, y down from the page's top.
struct PlacedWord {
  double left = 0;
  double right = 0;
  double base = 0;  // of the base line
  double size = 0;  // type size: the box reaches 0.8 above the base line and 0.2 below
};

// The order in which text extractors that ignore the order of the file give words back: indexes
// into `words`. It follows what poppler's pdftotext (default mode, any version since 0.20) does:
// words grow into blocks by distances measured in type sizes, blocks are ordered by Breuel's two
// rules ("High performance document layout analysis", 2003) after a look for tables. Empty when the
// page falls into more than kMostBlocks blocks, for which the rules would take too long.
[[nodiscard]] std::vector<std::size_t> extractedOrder(std::span<const PlacedWord> words);

inline constexpr std::size_t kMostBlocks = 300;

}  // namespace sohoa::pdf
