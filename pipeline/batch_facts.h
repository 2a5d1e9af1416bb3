#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/language.h"
#include "core/ports/batch_ledger.h"
#include "pipeline/discretion.h"
#include "pipeline/hand_count.h"

namespace sohoa::pipeline {

// A field that a person should look at.
struct Doubt {
  core::Id master = 0;
  std::string copy_id;
  std::string title;
  std::string path;
  std::string field;
  std::string reason;  // "missing", "doubtful"
  std::string value;   // as read; empty when missing
  double confidence = 0;
  std::optional<int> page;  // from 0
  core::Box box;
};

// All that a report of a batch tells; secret papers are counted and nothing else.
struct ReportFacts {
  core::BatchRow batch;
  core::SheetBalance balance;
  std::vector<core::MasterRow> masters;
  std::map<core::Id, std::string> paths;
  std::vector<core::DocumentRow> papers;  // those that may be told
  std::vector<core::QuarantineRow> quarantined;
  std::vector<core::InputRow> duplicates;
  std::vector<core::SignOff> sign_offs;
  std::optional<HandCount> hand_count;
  std::vector<Doubt> doubts;  // most valuable look first
  int secret_papers = 0;

  [[nodiscard]] const core::MasterRow* master(core::Id id) const;
  [[nodiscard]] std::string caseOf(core::Id master) const;
};

[[nodiscard]] ReportFacts reportFacts(core::WorkStore& store, core::BatchLedger& ledger,
                                      const core::BatchRow& batch, const Discretion& discretion);

// Nothing is left of files that hold a state secret, be it beside other papers.
void leaveOutSecretFiles(ReportFacts& facts, const Discretion& discretion);

// A value as one line.
[[nodiscard]] std::string textOf(const core::FieldContent& content);

// One line a paper and one line an item in quarantine; opens in a spreadsheet as it is (UTF-8 with
// mark, no cell is taken for a formula).
[[nodiscard]] std::string reportCsv(const ReportFacts& facts, core::Language language);

// {"batch","created","sheets","copies",…,"sign_offs","doubts","secret_papers"}
[[nodiscard]] nlohmann::json reportJson(const ReportFacts& facts, core::Language language);

}  // namespace sohoa::pipeline
