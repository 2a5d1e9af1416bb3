#pragma once

#include "core/ports/page_source.h"
#include "scan/options.h"

namespace sohoa::scan {

// Opens TIFF, JPEG, PNG and PDF files, told apart by their first bytes. Safe for several threads.
//
// Pixels reach the caller as they are stored: a rotation in the file's metadata (EXIF and TIFF
// orientation, a PDF page's /Rotate or matrix) is not applied, because the reader finds the
// orientation from the writing itself and the master's own bytes must stay usable in the copy.
// Mirrored pages (TIFF orientation 2, 4, 5, 7) are the exception: the mirroring is undone.
// PDF pages that are not one plain image are rasterised as a viewer would show them.
//
// Errors of the sources: codes in scan/errors.h, core.out_of_memory, core.timed_out, core.io;
// always with file, and with page where one is at fault.
class ScanOpener final : public core::PageSourceOpener {
 public:
  explicit ScanOpener(ScanOptions options = {});
  [[nodiscard]] std::unique_ptr<core::PageSource> open(const std::filesystem::path& file,
                                                       const std::string& name) override;

 private:
  ScanOptions options_;
};

}  // namespace sohoa::scan
