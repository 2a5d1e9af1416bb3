#pragma once

#include <atomic>

namespace sohoa::cli {

// Set by the first SIGINT or SIGTERM after catchStopSignals(); a second one ends the process.
[[nodiscard]] const std::atomic<bool>& stopRequested();
void catchStopSignals();

}  // namespace sohoa::cli
