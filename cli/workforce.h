#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "cli/command.h"
#include "pipeline/supervisor.h"

namespace sohoa::cli {

// Finds out before the first page is read what would stop every document: keys, trust anchors,
// profiles. Throws Error.
void preflight(Context& context);

// How worker processes of this home are started and limited. `workers`: 0 leaves the number to the
// settings, and those to cores and memory. `context` outlives the supervisor.
[[nodiscard]] pipeline::SupervisorOptions supervision(Context& context, int workers);

// What keeps work from going on for now: too little room on the disk of this home.
[[nodiscard]] std::optional<core::Error> obstacle(const Context& context);
// Says that work is put off and why, or, without trouble, that it goes on.
void tellTrouble(Context& context, const std::optional<core::Error>& trouble);
// How many workers that will be.
[[nodiscard]] int workerCount(int wanted, const config::Settings& settings);

// Seals masters with secret documents that nothing else needs any more, and says so. What keeps it
// from that is told, not thrown: other work must go on.
void sealSecrets(Context& context);

// The same for a loop that turns all the time: now and then, and each trouble is told once.
class SealingRounds {
 public:
  explicit SealingRounds(Context& context) : context_(context) {}
  void operator()();

 private:
  Context& context_;
  std::chrono::steady_clock::time_point next_{};
  std::chrono::steady_clock::time_point next_removal_{};
  std::set<std::string> told_;  // slugs
};

// Local copies on this machine of blobs that the house has let go of, wherever that was. For a
// loop.
class ForgettingRounds {
 public:
  explicit ForgettingRounds(Context& context) : context_(context) {}
  void operator()();

 private:
  Context& context_;
  std::chrono::steady_clock::time_point next_{};
  std::int64_t last_ = 0;
};

}  // namespace sohoa::cli
