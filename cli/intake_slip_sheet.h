#pragma once

#include "cli/record_layout.h"
#include "pipeline/intake_slip.h"

namespace sohoa::cli {

// The slip on sheets of A4, in Vietnamese, with a line for the signature of each side.
[[nodiscard]] std::vector<core::PrintedSheet> slipSheets(const pipeline::IntakeSlip& slip,
                                                         RecordLayout::Measure measure);

}  // namespace sohoa::cli
