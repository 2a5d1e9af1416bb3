#pragma once

#include "pipeline/session_book.h"

namespace sohoa::pipeline {

// Where sheets that are fed next go; numbers of pages in the case file, from 1. One of them at
// most.
struct SheetMend {
  int replace = 0;        // the sheet with this page is fed again; 0: none
  int insert_after = -1;  // 0: before all others; -1: at the end
  int without_note = 0;   // this page is scanned once more without its note; 0: none
};

// The page of this number. Throws Error(kNoSuchPage).
[[nodiscard]] SessionPage pageAt(const SessionBook& book, int number);

// A second image that is replaced is scanned without its note again. Throws Error(kNoSuchPage), and
// Error(kOneSided) when a second image is asked of a source that gives both `sides`.
[[nodiscard]] SheetPlace placeOf(const SessionBook& book, const SheetMend& mend, int sides);

}  // namespace sohoa::pipeline
