#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::scan {

// Text that is no CSV, with the line (from 1) that shows it.
class CsvFault : public std::runtime_error {
 public:
  CsvFault(std::size_t line, const std::string& what)
      : std::runtime_error("line " + std::to_string(line) + ": " + what) {}
};

struct CsvRow {
  std::size_t line = 0;  // of the text, from 1
  std::vector<std::string> cells;
};

// Rows of RFC 4180 text: cells in quotes may hold separators, line ends and doubled quotes. The
// separator is the one of , ; and tab that the first row has most of, as spreadsheets of different
// countries write them; lines may end with CR LF or LF; a byte order mark is passed over, and so
// are empty lines. Throws CsvFault on an open quote, text behind a closing quote, or a row that is
// not as long as the first.
[[nodiscard]] std::vector<CsvRow> csvRows(std::string_view text);

}  // namespace sohoa::scan
