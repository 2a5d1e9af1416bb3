#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace sohoa::cli {

struct RerunOrder {
  std::string batch;
  std::vector<std::string> only;      // "quarantined", or files; empty: "quarantined"
  std::vector<std::string> reasons;   // codes; empty: any
  std::vector<std::string> settings;  // "section.key=value"
  int workers = 0;
};

// `sohoa batch rerun`: starts a part of a batch again, from its stored masters, under other
// settings. What carries a signature stands as it is; a paper held after its first signature goes
// on where it stopped.
[[nodiscard]] int runAgain(const RerunOrder& order, Context& context);

}  // namespace sohoa::cli
