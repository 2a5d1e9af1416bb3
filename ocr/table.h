#pragma once

#include <vector>

#include "ocr/rules.h"

namespace sohoa::ocr {

// A ruled table: cells row by row, from left to right; a cell may span rows and columns.
struct Table {
  cv::Rect box;
  std::vector<cv::Rect> cells;
  std::vector<cv::Rect> edges;  // the ruled parts of the grid, to be painted out
};

// The tables that the rules of a page make. A frame round one thing is none. Work is bounded: grids
// finer than any print are passed over.
[[nodiscard]] std::vector<Table> findTables(const Rules& rules, double dpi);

}  // namespace sohoa::ocr
