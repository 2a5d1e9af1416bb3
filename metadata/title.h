#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "metadata/layout.h"
#include "metadata/letterhead.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// One to three lines in capitals in the middle of the page that may be a title.
struct TitleRun {
  std::vector<std::size_t> segments;
  std::string folded;
};

// All runs below the letterhead and above the lower half, from the top; at most 64.
[[nodiscard]] std::vector<TitleRun> titleRuns(const PageLayout& page, const Letterhead& head);

// The abstract under a title that ends with `last`: centred lines at an even pitch, up to the first
// that opens the body.
[[nodiscard]] Reading abstractBelow(const PageLayout& page, std::size_t last,
                                    const Vocabulary& vocabulary);

// The abstract of an untitled letter, "V/v ..." under its number, without that sign.
[[nodiscard]] Reading referenceBelow(const PageLayout& page, const Letterhead& head);

}  // namespace sohoa::metadata
