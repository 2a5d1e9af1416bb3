#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ports/intake_journal.h"

namespace sohoa::scan {

// The intake journal as a file of JSON lines:
//   {"prev":"<sha256 of the line before>","sha256":…,"size":…,"batch":…,"path":…,"taken":…}
// `prev` of the first line is 64 zeros; hashes are over the line without its newline. A last line
// without newline is what a crash left of an append that never returned: it is cut off and the
// chain goes on from the line before. Safe for several processes and threads (flock).
class FileJournal final : public core::IntakeJournal {
 public:
  // The file is made, with mode 0600, by the first append; its folder must exist.
  explicit FileJournal(std::filesystem::path file);
  // Throws Error(core::kIo, core::kDiskFull).
  void append(const core::IntakeRecord& record) override;

 private:
  std::filesystem::path file_;
};

// Appends one line to a chain of the same sort: the texts in their order, behind "prev".
void appendChained(const std::filesystem::path& file,
                   const std::vector<std::pair<std::string, std::string>>& texts);

struct JournalVerdict {
  std::uint64_t lines = 0;  // whole ones, good or not
  std::optional<std::uint64_t>
      first_broken;   // counted from 1: altered, or a line before it is gone
  bool torn = false;  // a crash left part of a line at the end; harmless
};

// Walks the chain. A file that does not exist is an empty journal. Throws Error(core::kIo).
[[nodiscard]] JournalVerdict verifyJournal(const std::filesystem::path& file);
// The same in words for an operator, in English: empty when the chain holds.
[[nodiscard]] std::string journalProblem(const std::filesystem::path& file);

}  // namespace sohoa::scan
