#pragma once

#include <cstddef>
#include <vector>

#include "core/page.h"

namespace sohoa::ocr {

// How far a reading of a page can be believed, from the confidences of its words
// (ocr/confidence.h).
struct ReadingQuality {
  std::size_t letters = 0;     // letters and digits read
  double mean_confidence = 0;  // of words, weighted by their letters
  double trust = 0;            // letters in words that are likely right, weighted by confidence

  // Measured: text the right way up 0.64 and more, even on bad scans; upside down 0.03 and less.
  [[nodiscard]] bool makesSense() const { return letters >= 20 && mean_confidence >= 0.5; }
  // At least one word that chance does not produce.
  [[nodiscard]] bool saysSomething() const { return trust > 0.8; }
};

[[nodiscard]] ReadingQuality judge(const std::vector<core::Block>& blocks);

}  // namespace sohoa::ocr
