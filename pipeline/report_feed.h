#pragma once

#include <set>
#include <string>

#include "core/clock.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/report_book.h"
#include "core/ports/work_facts.h"

namespace sohoa::pipeline {

// Time from intake to signature is counted in steps of a tenth: waits in bucket n lie around
// 1.1^n seconds.
[[nodiscard]] int waitBucket(std::chrono::milliseconds wait);
[[nodiscard]] double secondsOf(int bucket);

// Counts what comes into the catalogue, a few hundred copies at a time, into sums a day and an
// office. Several of it, in as many processes, count everything once. A catalogue that was restored
// is counted anew.
class ReportFeed {
 public:
  struct Parts {
    const core::CopyCatalogue& catalogue;
    const core::WorkFacts& facts;
    core::ReportBook& book;
    const core::Clock& clock;
    std::set<std::string> results;  // kinds that are results of procedures
  };
  explicit ReportFeed(const Parts& parts) : parts_(parts) {}

  // False: all was counted. Throws Error of the stores.
  bool round();

 private:
  Parts parts_;
};

}  // namespace sohoa::pipeline
