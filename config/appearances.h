#pragma once

#include <filesystem>
#include <vector>

#include "core/appearance.h"

namespace sohoa::config {

// Reads every *.toml of the folder: how copies of each product look, and from which day on. Each
// product needs at least one. Throws Error(core::kBadSettings) naming file, line and key, also for
// two policies of one id or one product and day, and for fields that leave the page or overlap.
[[nodiscard]] std::vector<core::AppearancePolicy> loadAppearances(
    const std::filesystem::path& folder);

}  // namespace sohoa::config
