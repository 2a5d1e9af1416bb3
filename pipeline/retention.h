#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"
#include "core/ports/certification_register.h"
#include "core/ports/copy_catalogue.h"
#include "core/ports/copy_versions.h"
#include "core/ports/upkeep_book.h"

namespace sohoa::pipeline {

// How long copies are kept. The first rule that a copy fits decides; one that fits none, and one
// whose rule has no years, is kept for ever.
struct RetentionRule {
  std::string name;  // where the term stands: a circular and its item
  std::string kind;  // "": every kind
  std::string unit;  // "": every office
  int years = 0;     // whole years; 0: for ever
  enum class From { kIssued, kCreated } from = From::kIssued;
};

struct DueCopy {
  std::string id;
  std::string kind;
  std::string unit;
  std::string rule;
  std::string since;  // the day the term began, YYYY-MM-DD
  bool held = false;
};

struct RetentionDue {
  std::vector<DueCopy> copies;  // in the order they were accepted
  int undated = 0;  // a rule counts from a day of issue that they do not have: they are kept
};

// Copies whose term was over before the day of `now` in Vietnam. Changes nothing.
[[nodiscard]] RetentionDue retentionDue(const core::CopyCatalogue& catalogue,
                                        const std::vector<RetentionRule>& rules,
                                        core::Timestamp now);

struct Disposal {
  std::vector<DueCopy> gone;
  int held = 0;
  int locked = 0;  // blobs that a lock of the storage keeps for now; they go when it ends
};

struct DisposalParts {
  core::CopyCatalogue& catalogue;
  const core::CopyVersions& versions;
  const core::CertificationRegister& entries;
  core::UpkeepBook& book;
  core::BlobStore& blobs;
  const core::Clock& clock;
  std::filesystem::path aside;  // where damaged files lie; see RepairParts
  // Told of each copy before it is to go, and once more when it has gone. What is told of only once
  // stayed, or its tombstone says that it went.
  enum class Step { kBegun, kGone };
  std::function<void(const DueCopy&, Step)> note;
};

// Takes away what is due: the copy leaves the catalogue and a tombstone stays, its document lets go
// of what was made and read of it, and the bytes that nothing else needs are removed. Killed at any
// point, the next call goes on.
[[nodiscard]] Disposal dispose(const DisposalParts& parts, const std::vector<RetentionRule>& rules,
                               const std::string& decision, const std::string& person);

}  // namespace sohoa::pipeline
