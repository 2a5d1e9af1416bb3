#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/image.h"

namespace sohoa::scan {

// A bilevel raster as ITU-T T.6 (Group 4), one strip, black runs for black pixels.
[[nodiscard]] std::vector<std::uint8_t> encodeG4(const core::Raster& bilevel);

// How a bare fax stream was coded, in the words of PDF (ISO 32000-1, table 11).
struct CcittCoding {
  int k = -1;  // below 0: Group 4; 0: Group 3 with one dimension; above 0: with two
  core::Size size;
  bool black_runs_are_black = true;
};

// Throws Error(kTruncated) when rows are missing, Error(kDamaged).
[[nodiscard]] core::Raster decodeCcitt(std::span<const std::uint8_t> bytes,
                                       const CcittCoding& coding, core::Resolution resolution);

}  // namespace sohoa::scan
