#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/ports/blob_store.h"
#include "core/ports/copy_catalogue.h"

namespace sohoa::warehouse {

struct ScrubFinding {
  enum class Kind {
    kMissing,     // the bytes are not there
    kDamaged,     // they are not what was delivered
    kUnreadable,  // the disk does not give them
  };
  Kind kind = Kind::kMissing;
  std::string copy_id;
  core::Sha256 content;
};

struct ScrubReport {
  int checked = 0;  // copies
  std::vector<ScrubFinding> findings;
};

// Reads every delivered copy and compares it with its digest. `progress` is told the number of
// copies checked so far, after each.
[[nodiscard]] ScrubReport scrub(const core::CopyCatalogue& catalogue, const core::BlobStore& blobs,
                                const std::function<void(int checked)>& progress = {});

}  // namespace sohoa::warehouse
