#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/work_store.h"
#include "pipeline/scan_seat.h"

namespace sohoa::pipeline {

// What the slip says that a citizen takes home: which papers were taken in, never what they say.
struct IntakeSlip {
  std::string unit;  // name of the office
  std::string case_file;
  core::Timestamp at;
  std::string batch;
  struct Paper {
    std::string title;  // "Giấy khai sinh"; empty: not known
    int pages = 0;
  };
  std::vector<Paper> papers;  // empty until the pages have been read
  core::SheetBalance balance;
};

// Of a session that was taken in. A paper under state secrecy stands there without its title.
[[nodiscard]] IntakeSlip slipOf(const SeatView& session, const std::string& unit,
                                core::WorkStore& store);

}  // namespace sohoa::pipeline
