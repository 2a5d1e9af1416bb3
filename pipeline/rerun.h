#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/batch_ledger.h"

namespace sohoa::pipeline {

// Starts parts of a batch again from their stored masters, under other settings. What carries a
// signature, or was approved by a person, stands as it is; a paper held after that goes on where it
// stopped.
class Rerun {
 public:
  // `settings`: "section.key=value"; none: the home's.
  Rerun(core::WorkStore& store, core::BatchLedger& ledger, const core::Clock& clock,
        std::vector<std::string> settings)
      : store_(store), ledger_(ledger), clock_(clock), settings_(std::move(settings)) {}

  // The file of an item in quarantine.
  void again(const core::QuarantineRow& item);
  // A file, whatever became of it.
  void again(core::Id master);

  [[nodiscard]] int started() const { return static_cast<int>(started_.size()); }
  [[nodiscard]] int continued() const { return continued_; }
  // Why something was left as it is.
  [[nodiscard]] const std::vector<core::Error>& left() const { return left_; }

 private:
  void goOn(const core::QuarantineRow& item);

  core::WorkStore& store_;
  core::BatchLedger& ledger_;
  const core::Clock& clock_;
  std::vector<std::string> settings_;
  std::set<core::Id> started_;
  int continued_ = 0;
  std::vector<core::Error> left_;
};

}  // namespace sohoa::pipeline
