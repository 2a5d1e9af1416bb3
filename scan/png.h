#pragma once

#include <filesystem>
#include <memory>

#include "core/ports/page_source.h"
#include "scan/options.h"

namespace sohoa::scan {

// PNG (ISO/IEC 15948): every colour type and depth, interlaced or not. 16 bits become 8; what is
// transparent lies on white paper. Errors carry no file or page; the opener adds them.
[[nodiscard]] std::unique_ptr<core::PageSource> openPng(const std::filesystem::path& file,
                                                        const ScanOptions& options);

}  // namespace sohoa::scan
