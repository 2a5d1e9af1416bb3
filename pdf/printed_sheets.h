#pragma once

#include <filesystem>
#include <span>

#include "core/printed_sheet.h"

namespace sohoa::pdf {

// Writes sheets to be printed, one a page, black on white, bars as vectors and the text with its
// embedded font. Plain PDF 1.7: these are tools, not records. `font` is a TrueType file. Throws
// Error(kIo, kBadFont, kMissingGlyph).
void writePrintedSheets(std::span<const core::PrintedSheet> sheets,
                        const std::filesystem::path& out, const std::filesystem::path& font);

}  // namespace sohoa::pdf
