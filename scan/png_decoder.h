#pragma once

#include "core/image.h"
#include "scan/png_header.h"

namespace sohoa::scan {

// Decodes a whole PNG file into a raster of `format`, laid on white where it is transparent. The
// caller has checked the size and found the format from the header. Throws Error(kTruncated,
// kDamaged).
[[nodiscard]] core::Raster decodePng(std::span<const std::uint8_t> bytes, const PngHeader& header,
                                     core::Raster::Format format, core::Resolution resolution);

}  // namespace sohoa::scan
