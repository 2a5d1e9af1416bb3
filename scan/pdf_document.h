#pragma once

#include <filesystem>
#include <memory>
#include <qpdf/QPDF.hh>

namespace sohoa::scan {

// Opens a PDF and prints nothing. A broken cross-reference table is rebuilt only when the end of
// the file is there: a file that was cut short must be copied again, not guessed at.
// Throws Error(kEncrypted, kTruncated, kDamaged).
[[nodiscard]] std::unique_ptr<QPDF> openDocument(const std::filesystem::path& file);

}  // namespace sohoa::scan
