#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "config/settings.h"
#include "core/clock.h"
#include "core/ports/outbox.h"
#include "core/ports/upkeep_book.h"
#include "core/ports/work_store.h"
#include "server/metrics.h"

namespace sohoa::cli {

// How the house itself stands: what waits for a person, certificates and revocation lists, checks
// of blobs, the last backup. Safe for several threads; all given outlives it.
class HouseMetrics {
 public:
  HouseMetrics(const config::Settings& settings, core::UpkeepBook& upkeep, core::Outbox& outbox,
               const core::Clock& clock)
      : settings_(settings), upkeep_(upkeep), outbox_(outbox), clock_(clock) {}

  void write(server::MetricText& out, core::WorkStore& work);

 private:
  void writeDeadLetters(server::MetricText& out, core::WorkStore& work) const;
  void writeUpkeep(server::MetricText& out) const;
  void writeDates(server::MetricText& out);
  // Reads the files again, at most every few minutes.
  void refresh();

  struct List {
    core::Timestamp made;
    core::Timestamp next;
  };
  const config::Settings& settings_;
  core::UpkeepBook& upkeep_;
  core::Outbox& outbox_;
  const core::Clock& clock_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_{};
  std::map<std::string, core::Timestamp> ends_;  // of certificates, by their use
  std::vector<List> lists_;
};

}  // namespace sohoa::cli
