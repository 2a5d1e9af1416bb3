#pragma once

#include <filesystem>
#include <string>

#include "core/language.h"
#include "pipeline/reports.h"

namespace sohoa::server {

// The report as a workbook of Office Open XML (ISO/IEC 29500), one sheet: numbers are numbers, all
// else is text and never a formula. Worked on in `scratch`, where nothing is left. Throws
// Error(kIo).
[[nodiscard]] std::string spreadsheet(const pipeline::Report& report, core::Language language,
                                      const std::filesystem::path& scratch);

}  // namespace sohoa::server
