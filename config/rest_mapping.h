#pragma once

#include <filesystem>

#include "core/rest_mapping.h"

namespace sohoa::config {

// Reads how a service wants its copies (docs/delivery.md). A relative secret_file lies beside
// the mapping. Throws Error(core::kBadSettings) naming file, line, key and cause, also for a
// mapping by which a copy could come to stand there twice.
[[nodiscard]] core::RestMapping loadRestMapping(const std::filesystem::path& file);

}  // namespace sohoa::config
