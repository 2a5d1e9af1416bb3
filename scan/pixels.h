#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/image.h"
#include "scan/options.h"

namespace sohoa::scan {

// Throws Error(kTooLarge) naming the sizes, or Error(kDamaged) when a side is 0. Called on header
// values, before anything is decoded.
void checkSize(std::uint64_t width, std::uint64_t height, const ScanOptions& options);

// A resolution that a scanner could have had, dots per inch; nothing for 0, NaN or absurd values.
[[nodiscard]] std::optional<core::Resolution> plausible(double x, double y);

// All bytes 0; rows are packed as tightly as the format allows.
[[nodiscard]] core::Raster makeRaster(core::Raster::Format format, core::Size size,
                                      core::Resolution resolution);

[[nodiscard]] inline std::uint8_t* row(core::Raster& raster, int y) {
  return raster.pixels.data() + raster.stride * static_cast<std::size_t>(y);
}
[[nodiscard]] inline const std::uint8_t* row(const core::Raster& raster, int y) {
  return raster.pixels.data() + raster.stride * static_cast<std::size_t>(y);
}

// The value of sample `index` in a packed row, most significant bits first; 16-bit samples in the
// byte order of this machine. `bits` is 1, 2, 4, 8 or 16.
[[nodiscard]] unsigned sampleAt(const std::uint8_t* packed, std::size_t index, int bits);
// The same scaled to 0..255.
[[nodiscard]] std::uint8_t sampleAs8(const std::uint8_t* packed, std::size_t index, int bits);

// Ink of `count` pixels to sRGB without a profile. Source values are amounts of ink, 255 is full.
void cmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb, std::size_t count);

// Zeroes the bits of a bilevel raster that lie past the last pixel of each row.
void clearSpareBits(core::Raster& raster);

// Black becomes white and white black; the spare bits at the end of each row are 0 afterwards.
void invertBilevel(core::Raster& raster);

// Turns the picture around its vertical axis.
void mirror(core::Raster& raster);

// What a palette of RGB triples needs at least: two entries black and white in either order make
// bilevel (only for 1 bit), equal components grey.
[[nodiscard]] core::Raster::Format formatOfPalette(std::span<const std::uint8_t> rgb, int bits);

// Fills a raster of any format from rows of palette indexes. `palette` holds RGB triples.
void fillFromIndexes(core::Raster& raster, int y, const std::uint8_t* packed, int bits,
                     std::span<const std::uint8_t> palette);

}  // namespace sohoa::scan
