#pragma once

#include <filesystem>

#include "core/image.h"
#include "scan/options.h"

namespace sohoa::scan {

// Turns one page of a PDF (from 0) into pixels of exactly `size`, with poppler's pdftoppm in a
// child process held to the options' limits. The picture is what a viewer shows of the crop box,
// page rotation applied. The result is bilevel, grey or RGB, whichever loses nothing.
// Throws Error(kNoRasteriser, kNotRasterised, core::kTimedOut).
[[nodiscard]] core::Raster rasterise(const std::filesystem::path& pdf, int page, core::Size size,
                                     core::Resolution resolution, const ScanOptions& options);

}  // namespace sohoa::scan
