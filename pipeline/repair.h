#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"
#include "core/ports/page_reader.h"
#include "core/ports/page_source.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

struct RepairReport {
  int damaged = 0;                // blobs that were not what their name says, or gone
  int restored = 0;               // of these, put back byte for byte
  std::vector<std::string> lost;  // the rows of the others: these need a backup
};

// What repairs are made with. `sources`, asked in order, hold the same blobs elsewhere: replicas
// and backups.
struct RepairParts {
  core::WorkStore& store;
  core::BlobStore& blobs;
  core::PageSourceOpener& opener;
  core::PageReader& reader;
  std::filesystem::path aside;
  std::vector<const core::BlobStore*> sources = {};
  // Asked before and after: whether a row names the blob still. What none does stays away and
  // counts for nothing.
  std::function<bool(const core::Sha256& id)> wanted = [](const core::Sha256&) { return true; };
};

// Reads every blob that a row names. One that is damaged is put aside into `aside`, under its name,
// and put back from a source, or made again where it can be: a master from the path it came from, a
// page result by reading the page once more, an earlier revision of a copy from a later one, which
// begins with it. What is put back has the digest it had, or it is not put back. May be run again
// and while workers work.
[[nodiscard]] RepairReport repair(const RepairParts& parts);

// The same for these alone, with the rows that name them, which were found to be damaged or gone.
[[nodiscard]] RepairReport repairThese(const RepairParts& parts,
                                       const std::map<core::Sha256, std::string>& damaged);

}  // namespace sohoa::pipeline
