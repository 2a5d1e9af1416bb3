#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/intake.h"
#include "core/ports/work_store.h"
#include "pipeline/case_shelf.h"

namespace sohoa::pipeline {

struct RefusedFile {
  std::filesystem::path path;
  core::Error error;
};

struct LinkedFile {
  std::filesystem::path path;
  core::MasterRow master;  // that brought these bytes before
};

struct IngestReport {
  std::string batch;
  int taken = 0;                               // new masters
  std::vector<LinkedFile> known;               // this path with these bytes came in before
  std::vector<LinkedFile> duplicates;          // these bytes came in before under another path
  std::vector<RefusedFile> refused;            // nothing could be stored
  std::vector<std::filesystem::path> ignored;  // sidecars and clutter
};

// What is known of files before they are looked into.
struct Foreknowledge {
  const CaseShelf* shelf = nullptr;                  // where they belong
  std::map<std::filesystem::path, core::Said> said;  // by path as listed
  core::BatchLedger* ledger = nullptr;               // there whenever one of the others is
  std::string case_file = {};                        // all of them are of it; instead of a shelf
  std::string batch = {};                            // instead of the paths' own
};

// The same paths make the same batch, so that a second run resumes the first.
[[nodiscard]] std::string batchIdFor(const std::vector<std::filesystem::path>& paths);

// Takes every file below `paths` in and gives it its first job. One bad file stops no other, one
// without a place on the shelf is refused.
// `on_file(done, total)` is called after each. Throws Error(kDiskFull) after what came before is
// safely stored: taking in more would lose sheets.
[[nodiscard]] IngestReport ingest(core::Intake& intake, core::WorkStore& store,
                                  const core::Clock& clock,
                                  const std::vector<std::filesystem::path>& paths,
                                  const core::Queue& queue,
                                  const std::function<void(int, int)>& on_file,
                                  const Foreknowledge& known = {});

}  // namespace sohoa::pipeline
