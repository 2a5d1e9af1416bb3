#pragma once

#include <filesystem>

#include "core/unit_tree.h"

namespace sohoa::config {

// Reads the tree of offices:
//   [[offices]]
//   id     = "p-sai-gon"
//   name   = "Uỷ ban nhân dân Phường Sài Gòn"
//   parent = "tphcm"          # absent: none
//   from   = "2025-07-01"     # first and last day, both may be absent
//   until  = "2030-12-31"
// Offices that do not exist on `day` (YYYY-MM-DD) are left out, and who stood below them stands
// alone. Throws Error(core::kBadSettings) with file and cause.
[[nodiscard]] core::UnitTree loadOffices(const std::filesystem::path& file, const std::string& day);

}  // namespace sohoa::config
