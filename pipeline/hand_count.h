#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/ports/batch_ledger.h"

namespace sohoa::pipeline {

// Sheets of a case file that somebody counted by hand, and as many as the scanner had taken.
struct HandCount {
  int counted = 0;
  int scanned = 0;
  friend bool operator==(const HandCount&, const HandCount&) = default;
};

// Kept with the place of the case file, and with it goes into packages. The batch is there; the
// last word about a path holds.
void keepHandCount(core::BatchLedger& ledger, const std::string& batch, core::CasePlace place,
                   const HandCount& count);
// Of all case files of the batch that were counted; nothing where nobody counted.
[[nodiscard]] std::optional<HandCount> handCount(core::BatchLedger& ledger,
                                                 const std::string& batch);

// {"counted","scanned"}; null: nobody counted.
[[nodiscard]] nlohmann::json handCountJson(const std::optional<HandCount>& count);

}  // namespace sohoa::pipeline
