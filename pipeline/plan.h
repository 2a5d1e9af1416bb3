#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "core/ports/page_reader.h"
#include "core/ports/page_source.h"
#include "pipeline/survey.h"

namespace sohoa::pipeline {

// What a batch would cost, judged by a sample of its own pages. Times lie between `low` and `high`
// in about nine of ten batches whose pages vary as the sample's do.
struct Plan {
  int pages = 0;                // to be read
  int sampled = 0;              // pages that were read for this
  int failed = 0;               // pages of the sample that could not be read
  double seconds_per_page = 0;  // of one worker
  std::chrono::seconds time{0}, low{0}, high{0};
  std::uint64_t master_bytes = 0;
  std::uint64_t copy_bytes = 0;    // unsigned, signed once and signed twice: each is kept
  std::uint64_t result_bytes = 0;  // what was read
  [[nodiscard]] std::uint64_t bytes() const { return master_bytes + copy_bytes + result_bytes; }
};

// Reads up to `sample` pages, spread evenly over those that would be taken in, and counts what they
// cost. `seconds` tells the time spent so far; `on_page(done, total)` is called after each page.
[[nodiscard]] Plan plan(const Survey& survey, core::PageSourceOpener& opener,
                        core::PageReader& reader, int sample, int workers,
                        const std::function<double()>& seconds,
                        const std::function<void(int, int)>& on_page);

}  // namespace sohoa::pipeline
