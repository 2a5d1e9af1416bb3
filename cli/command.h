#pragma once

#include <functional>
#include <string>

#include "cli/home.h"
#include "cli/home_lock.h"
#include "cli/parts.h"
#include "cli/terminal.h"
#include "config/settings.h"
#include "core/clock.h"

namespace sohoa::cli {

// Exit codes that other programs rely on.
enum ExitCode : int {
  kDone = 0,
  kSomeFailed = 1,
  kUsage = 2,
  kVerificationFailed = 3,
  kTemporaryFailure = 4,
};

// What a verb works with.
struct Context {
  Home home;
  config::Settings settings;  // of the home, or defaults when there is none
  Parts& parts;
  const core::Clock& clock;
  Terminal& terminal;
  HomeLock& lock;
  bool json = false;
};

// The verb that the arguments chose, with its options bound.
using Command = std::function<int(Context&)>;

}  // namespace sohoa::cli
