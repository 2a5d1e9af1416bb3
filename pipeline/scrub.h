#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"
#include "core/ports/upkeep_book.h"

namespace sohoa::pipeline {

struct ScrubFinding {
  core::Sha256 id;
  core::BlobState state = core::BlobState::kDamaged;
  bool repaired = false;
};

struct ScrubOptions {
  core::Timestamp before;                             // blobs last read before this moment
  std::uint64_t bytes_per_second = 0;                 // read at most; 0: as fast as it goes
  std::function<bool()> go_on = [] { return true; };  // asked before each blob
  // Waits; tests do not.
  std::function<void(std::chrono::nanoseconds)> wait;
  // Makes good what is damaged or missing and says whether it is; see pipeline/repair.h. Where it
  // is absent, damage is only found.
  std::function<bool(const core::Sha256& id)> repair = {};
  // Asked of what looks damaged or missing: whether a row names it still. What none does was let go
  // while the pass went on, and is neither repaired nor told of.
  std::function<bool(const core::Sha256& id)> wanted = [](const core::Sha256&) { return true; };
  std::function<void(const ScrubFinding&)> found = {};
  std::function<void(int checked)> progress = {};
};

struct ScrubReport {
  int checked = 0;
  std::uint64_t bytes = 0;
  std::vector<ScrubFinding> findings;
  bool whole = true;  // nothing is left that was last read before
};

// Reads blobs through and holds them against their names, oldest check first. Each check is
// recorded when it is made, so that the next call goes on where this one ended, however it did.
// What looks damaged is read a second time before it is believed.
[[nodiscard]] ScrubReport scrub(core::UpkeepBook& book, const core::BlobStore& blobs,
                                const core::Clock& clock, const ScrubOptions& options);

}  // namespace sohoa::pipeline
