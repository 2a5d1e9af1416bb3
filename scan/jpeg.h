#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/page_source.h"
#include "scan/options.h"

namespace sohoa::scan {

// JPEG (ITU-T T.81) as JFIF, EXIF or Adobe file: baseline and progressive; grey, YCbCr, RGB, CMYK
// and YCCK of 8 bits. Errors carry no file or page; the opener adds them.
[[nodiscard]] std::unique_ptr<core::PageSource> openJpeg(const std::filesystem::path& file,
                                                         const ScanOptions& options);

}  // namespace sohoa::scan
