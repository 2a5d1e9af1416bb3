#pragma once

#include <string>
#include <vector>

#include "core/document.h"
#include "core/ports/document_reader.h"

namespace sohoa::pipeline {

// Dates of the kind that hold something else than a day of the calendar, YYYY-MM-DD; of a date of
// birth (ngay_sinh…) YYYY or YYYY-MM will do. An empty one holds nothing.
[[nodiscard]] std::vector<std::string> notDates(const core::Document& document,
                                                const core::KindInfo& kind);

}  // namespace sohoa::pipeline
