#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/record_layout.h"
#include "core/ports/batch_ledger.h"

namespace sohoa::cli {

// What the record of a batch's sheet balance states. No names of files or persons but the one who
// answers: the record may be posted.
struct BalanceStatement {
  std::string unit;  // its name
  core::BatchRow batch;
  core::SignOff sign_off;
  int files = 0;
  int case_files = 0;
  int copies = 0;
  int duplicates = 0;
  std::map<std::string, int> held;  // items in quarantine as the record is made, by reason
};

// The record (biên bản) in Vietnamese, which is the language of the office whatever the screen's.
[[nodiscard]] std::vector<core::PrintedSheet> balanceRecord(const BalanceStatement& statement,
                                                            RecordLayout::Measure measure);

// Its title, for the file.
[[nodiscard]] std::string balanceTitle(const BalanceStatement& statement);

}  // namespace sohoa::cli
