#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/blob_store.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"
#include "core/ports/destination.h"
#include "core/ports/outbox.h"

namespace sohoa::pipeline {

// When and how often one destination is tried.
struct ForwardRules {
  // Minutes of the day in Vietnam; the window may pass midnight. Equal: always open.
  int opens = 0;
  int closes = 0;
  std::chrono::seconds first_pause{60};  // doubles after each failure, with a random share taken
  std::chrono::seconds longest_pause{4 * 3600};
  // What is not done by then is taken for left by a dead process.
  std::chrono::seconds claim{1200};
};

[[nodiscard]] bool isOpen(const ForwardRules& rules, core::Timestamp now);
// After `failures` attempts that failed. `share` is from 0 to 1.
[[nodiscard]] std::chrono::seconds pauseAfter(const ForwardRules& rules, int failures,
                                              double share);

// Puts every copy of the catalogue into the outbox that is not there yet; returns how many. Reads
// only what was accepted since the last time, and all of it when the catalogue is no longer the
// same.
int enlist(const core::CopyCatalogue& catalogue, core::Outbox& outbox,
           const std::string& destination, core::Timestamp now);

struct ForwardReport {
  int delivered = 0;
  int postponed = 0;
  int refused = 0;
  int withdrawn = 0;                   // disposed of here before they were delivered
  bool closed = false;                 // the window is
  std::optional<core::Error> problem;  // the last
};

// Sends what is due, one copy after the other, until nothing is, the window closes, or `stop` says
// so. Of each copy goes the version that was the newest when it was entered, at every attempt. A
// failure that other copies would meet too (no line, wrong settings) ends the run; a copy that the
// far side refuses does not.
ForwardReport forward(const core::CopyCatalogue& catalogue, const core::CopyVersions& versions,
                      const core::BlobStore& blobs, core::Outbox& outbox, const std::string& name,
                      core::Destination& destination, const ForwardRules& rules,
                      const core::Clock& clock, const std::function<bool()>& stop);

}  // namespace sohoa::pipeline
