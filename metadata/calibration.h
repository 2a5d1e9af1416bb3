#pragma once

namespace sohoa::metadata {

// The share of values with this score that were right, where fields were counted
// (docs/benchmarks.md, "Fields"). Rises with the score and keeps 0, 0.9 and 1: what is over 0.9
// before is so after.
[[nodiscard]] double calibrated(double score);

}  // namespace sohoa::metadata
