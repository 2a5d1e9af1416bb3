#pragma once

#include <filesystem>

namespace sohoa::scan {

// Whether a file ends as its kind ends: %%EOF for PDF, EOI for JPEG, IEND for PNG, the first
// directory of a TIFF within the file. True for kinds that have no such end. A file that fails may
// still be on its way from a scanner that pauses between pages; it may also just be broken. False
// when it cannot be read or is empty.
[[nodiscard]] bool looksWhole(const std::filesystem::path& file);

}  // namespace sohoa::scan
