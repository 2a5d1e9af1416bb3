#pragma once

#include <functional>
#include <string>

#include "cli/home.h"
#include "cli/parts.h"
#include "cli/terminal.h"
#include "config/settings.h"
#include "core/clock.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

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
  bool json = false;
};

// The verb that the arguments chose, with its options bound.
using Command = std::function<int(Context&)>;

// Each adds one verb to `app`; parsing it sets `chosen`. Help texts are in `language`.
using AddVerb = void (*)(CLI::App& app, core::Language language, Command& chosen);
void addInit(CLI::App& app, core::Language language, Command& chosen);
void addBatch(CLI::App& app, core::Language language, Command& chosen);
void addWatch(CLI::App& app, core::Language language, Command& chosen);
void addWorker(CLI::App& app, core::Language language, Command& chosen);
void addOcr(CLI::App& app, core::Language language, Command& chosen);
void addExtract(CLI::App& app, core::Language language, Command& chosen);
void addAssemble(CLI::App& app, core::Language language, Command& chosen);
void addSign(CLI::App& app, core::Language language, Command& chosen);
void addVerify(CLI::App& app, core::Language language, Command& chosen);
void addSearch(CLI::App& app, core::Language language, Command& chosen);
void addFetch(CLI::App& app, core::Language language, Command& chosen);
void addStatus(CLI::App& app, core::Language language, Command& chosen);
void addQuarantine(CLI::App& app, core::Language language, Command& chosen);
void addDoctor(CLI::App& app, core::Language language, Command& chosen);

}  // namespace sohoa::cli
