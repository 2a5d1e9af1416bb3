#pragma once

#include <functional>
#include <span>
#include <vector>

#include "scan/tiff_handle.h"

namespace sohoa::scan {

// How the samples of a TIFF page are laid out.
struct TiffLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 1;         // of a sample
  int samples = 1;      // of a pixel
  bool planar = false;  // each sample in a plane of its own
  bool tiled = false;
  bool fax = false;  // CCITT coding, whose decoder passes over missing rows in silence
};

// Packed rows, one per plane; one plane unless planar.
using TiffRow = std::span<const std::uint8_t* const>;

// Decodes strips or tiles in order and hands over every row of the page once. Memory: one row of
// strips or tiles. Throws Error(kTruncated, kDamaged, kTooLarge).
void forEachTiffRow(TiffHandle& tiff, const TiffLayout& layout, std::uint64_t max_band_bytes,
                    const std::function<void(std::uint32_t y, TiffRow planes)>& visit);

// Decodes one fax strip and throws Error(kTruncated) when rows are missing at its end.
void readFaxStrip(TiffHandle& tiff, std::uint32_t strip, std::span<std::uint8_t> into,
                  std::size_t row_bytes);

}  // namespace sohoa::scan
