#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/page_source.h"
#include "scan/options.h"

namespace sohoa::scan {

// TIFF 6.0 and BigTIFF: any number of pages; strips and tiles; no compression, LZW, Deflate,
// PackBits, JPEG, CCITT G3 and G4; 1, 2, 4, 8 and 16 bits a sample (16 become 8); grey, palette,
// RGB, YCbCr, CMYK. Thumbnails and masks are not pages. Errors carry no file or page; the opener
// adds them.
[[nodiscard]] std::unique_ptr<core::PageSource> openTiff(const std::filesystem::path& file,
                                                         const ScanOptions& options);

}  // namespace sohoa::scan
