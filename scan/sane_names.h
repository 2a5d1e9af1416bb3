#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scan_request.h"

namespace sohoa::scan {

// Every driver has words of its own for the same tray. The one of `offered` that means what is
// asked for: the exact word first, then words known from drivers, then what the word contains.
// Nothing when none fits. Case does not matter.
[[nodiscard]] std::optional<std::string> sourceNamed(const std::vector<std::string>& offered,
                                                     core::PaperSource wanted);
[[nodiscard]] std::optional<std::string> modeNamed(const std::vector<std::string>& offered,
                                                   core::ScanColour wanted);

// The offered value nearest above what is wanted, or the wanted one when it is offered. Never
// less: a copy with fewer dots than asked for is a worse one. Nothing when all are below.
[[nodiscard]] std::optional<double> resolutionOf(const std::vector<double>& offered, double wanted);
// Of a range with steps (0: any value).
[[nodiscard]] std::optional<double> resolutionWithin(double least, double most, double step,
                                                     double wanted);

// "a|b|c" for messages.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

}  // namespace sohoa::scan
