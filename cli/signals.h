#pragma once

#include <atomic>

namespace sohoa::cli {

// Set by the first SIGINT or SIGTERM after catchStopSignals(); a second one ends the process.
[[nodiscard]] const std::atomic<bool>& stopRequested();
void catchStopSignals();
// As if such a signal had come.
void requestStop();

// True once after each SIGHUP, from the first call of catchReloadSignal() on.
[[nodiscard]] bool reloadRequested();
void catchReloadSignal();

}  // namespace sohoa::cli
