#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"

namespace sohoa::scan {

// A page as a scanner gives it, before anything is made of it.
struct SheetPicture {
  core::Size size;
  int components = 1;                // 1 grey, 3 red, green and blue
  int bits = 8;                      // a component: 1 (grey only; a 1 is black), 8, or 16 in the
                                     // byte order of this machine
  std::vector<std::uint8_t> pixels;  // rows without padding, each starting on a byte
  double resolution = 0;             // dots per inch

  [[nodiscard]] std::size_t stride() const;
};

[[nodiscard]] SheetPicture pictureOf(const core::Raster& raster);

// Writes a TIFF of one page, durable and whole or not at all: G4 in one strip for 1 bit, so that
// its bytes go into a PDF as they are, else Deflate. Throws Error(core::kIo, core::kDiskFull).
void writeSheetTiff(const SheetPicture& picture, const std::filesystem::path& file);

// See core::SheetImages::bind.
void bindSheetTiffs(const std::vector<std::filesystem::path>& pages,
                    const std::filesystem::path& out);

}  // namespace sohoa::scan
