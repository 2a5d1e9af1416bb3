#pragma once

#include <filesystem>
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

// Reads every blob that a row names. One that is damaged is put aside into `aside`, under its name,
// and made again where it can be: a master from the path it came from, a page result by reading the
// page once more, an earlier revision of a copy from a later one, which begins with it. What is put
// back has the digest it had, or it is not put back. May be run again and while workers work.
[[nodiscard]] RepairReport repair(core::WorkStore& store, core::BlobStore& blobs,
                                  core::PageSourceOpener& opener, core::PageReader& reader,
                                  const std::filesystem::path& aside);

}  // namespace sohoa::pipeline
