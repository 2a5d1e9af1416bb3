#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/page_source.h"
#include "scan/options.h"

namespace sohoa::scan {

// PDF (ISO 32000-1). A page that shows one image and nothing else gives that image's own stream,
// wherever PDF/A lets it stand, and its resolution follows from the size it is placed at. All other
// pages are rasterised, one at a time, in a child process. Documents that open without a password
// are read even when encrypted. Errors carry no file or page; the opener adds them.
[[nodiscard]] std::unique_ptr<core::PageSource> openPdf(const std::filesystem::path& file,
                                                        const ScanOptions& options);

}  // namespace sohoa::scan
