#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace sohoa::pdf {

// Words that a reader takes to belong together (reader_model.h), points, y down.
struct ReaderBlock {
  double left = std::numeric_limits<double>::max();
  double right = std::numeric_limits<double>::lowest();
  double top = std::numeric_limits<double>::max();
  double bottom = std::numeric_limits<double>::lowest();
  double size = 0;                 // type size of its first word
  std::vector<std::size_t> words;  // in order
};

// Indexes of the blocks, which stand in the order in which they were found, as they are read.
[[nodiscard]] std::vector<std::size_t> readingOrder(const std::vector<ReaderBlock>& blocks);

}  // namespace sohoa::pdf
