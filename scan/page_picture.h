#pragma once

#include <filesystem>
#include <string>

#include "scan/options.h"

namespace sohoa::scan {

// A page of a PDF (from 0) as a viewer shows it, `width` pixels wide, as a JPEG file; by poppler's
// pdftoppm in a child process held to the options' limits. Safe for several threads.
// Throws Error(kNoRasteriser, kNotRasterised, core::kTimedOut).
[[nodiscard]] std::string pagePicture(const std::filesystem::path& pdf, int page, int width,
                                      const ScanOptions& options);

}  // namespace sohoa::scan
