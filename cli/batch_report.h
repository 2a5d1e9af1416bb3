#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>

#include "cli/terminal.h"
#include "core/ports/work_store.h"
#include "pipeline/ingest.h"

namespace sohoa::cli {

// "file, page 3: what happened and what to do [code]".
[[nodiscard]] std::string quarantineLine(const core::QuarantineRow& row, core::Language language);

// What became of a batch, for programs and for people.
class BatchReport {
 public:
  BatchReport(core::WorkStore& store, const std::string& batch);

  // Adds what this run found out at the door, and what became of files that came in earlier with
  // another batch.
  void addIngest(core::WorkStore& store, const pipeline::IngestReport& ingest);

  // Every sheet accounted for, and nothing refused, held back or doubled.
  [[nodiscard]] bool clean() const;
  [[nodiscard]] const core::SheetBalance& balance() const { return balance_; }

  // {"batch","sheets","documents","copies","quarantined","duplicates","known"}
  [[nodiscard]] nlohmann::json json(core::Language language) const;
  void print(Terminal& terminal) const;

 private:
  void addBatch(core::WorkStore& store, const std::string& batch,
                const std::set<core::Id>& masters);
  [[nodiscard]] std::string pathOf(core::Id master) const;

  std::string batch_;
  core::SheetBalance balance_;
  std::vector<core::DocumentRow> documents_;
  std::vector<core::QuarantineRow> quarantined_;
  int reviews_ = 0;  // documents that wait for a person
  std::map<core::Id, std::string> paths_;
  std::vector<pipeline::LinkedFile> duplicates_;
  std::vector<pipeline::LinkedFile> known_;
  std::vector<std::filesystem::path> ignored_;
  int taken_ = 0;
};

}  // namespace sohoa::cli
