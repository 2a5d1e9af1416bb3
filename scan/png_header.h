#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/geometry.h"

namespace sohoa::scan {

// What the chunks of a PNG file say (ISO/IEC 15948, clause 11).
struct PngHeader {
  enum Colour : std::uint8_t { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgba = 6 };

  std::uint64_t width = 0;
  std::uint64_t height = 0;
  int bits = 8;
  Colour colour = kGrey;
  bool interlaced = false;
  bool transparency = false;                        // a tRNS chunk
  std::vector<std::uint8_t> palette;                // RGB triples
  std::optional<core::Resolution> resolution;       // pHYs in metres
  std::vector<std::span<const std::uint8_t>> data;  // IDAT bodies, pointing into the file
};

// Walks all chunks and checks their sums. Throws Error(kTruncated) when the file ends before IEND,
// Error(kDamaged).
[[nodiscard]] PngHeader readPngHeader(std::span<const std::uint8_t> bytes);

}  // namespace sohoa::scan
