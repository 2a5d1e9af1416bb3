#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sohoa::pipeline {

// U+FEFF: without it spreadsheets take UTF-8 for something else.
inline constexpr std::string_view kCsvMark = "\xEF\xBB\xBF";

// A line of RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] std::string csvLine(const std::vector<std::string>& cells);

}  // namespace sohoa::pipeline
