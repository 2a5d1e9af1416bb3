#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/ports/intake.h"
#include "core/ports/page_source.h"
#include "core/ports/work_store.h"
#include "pipeline/case_shelf.h"

namespace sohoa::pipeline {

// What would become of one file.
struct SurveyedFile {
  enum class Fate {
    kTaken,      // new: its pages would be read
    kKnown,      // this very file came in before
    kDuplicate,  // its bytes came in before, or stand earlier in this list, under another path
    kHeld,       // would be stored and wait in quarantine
    kRefused,    // would not be stored
  };
  std::filesystem::path path;
  Fate fate = Fate::kTaken;
  std::uint64_t size = 0;            // bytes
  int pages = 0;                     // of files that can be opened
  std::string case_file;             // empty when refused
  std::string same_as;               // kDuplicate: name or path of the first
  std::optional<core::Error> error;  // kHeld, kRefused
};

struct Survey {
  std::string batch;  // the id that it would have
  std::vector<SurveyedFile> files;
  std::vector<std::filesystem::path> ignored;

  [[nodiscard]] int count(SurveyedFile::Fate fate) const;
  [[nodiscard]] int pagesToRead() const;
  [[nodiscard]] std::uint64_t bytesToStore() const;
  [[nodiscard]] int caseFiles() const;  // of what would be taken
};

// Looks at what a batch of these files would bring, and writes nothing. `store`: what came in
// before; null when there is none yet. `on_file(done, total)` is called after each.
[[nodiscard]] Survey survey(const core::FoundFiles& found, core::PageSourceOpener& opener,
                            core::WorkStore* store, const CaseShelf& shelf, std::string batch,
                            const std::function<void(int, int)>& on_file);

}  // namespace sohoa::pipeline
