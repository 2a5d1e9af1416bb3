#pragma once

#include <string>

#include "core/digest.h"

namespace sohoa::store {

// Private to store/: the prefix without a slash in front and with one at the end, or "". Throws
// Error(core::kBadSettings) for one that an address cannot carry.
[[nodiscard]] std::string tidyS3Prefix(std::string prefix);
// PREFIXaa/bb/<64 hex digits>.
[[nodiscard]] std::string s3BlobKey(const std::string& prefix, const core::Sha256& id);

}  // namespace sohoa::store
