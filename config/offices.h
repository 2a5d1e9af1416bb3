#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/unit_tree.h"

namespace sohoa::config {

// Reads the tree of offices:
//   [[offices]]
//   id     = "p-sai-gon"
//   name   = "Uỷ ban nhân dân Phường Sài Gòn"
//   parent = "tphcm"          # absent: none
//   level  = "ward"           # for the targets of [reports.targets]; may be absent
//   from   = "2025-07-01"     # first and last day, both may be absent
//   until  = "2030-12-31"
// Offices that do not exist on `day` (YYYY-MM-DD) are left out, and who stood below them stands
// alone. Throws Error(core::kBadSettings) with file and cause.
[[nodiscard]] core::UnitTree loadOffices(const std::filesystem::path& file, const std::string& day);

// The same offices with their days, those of other days too; checked as above.
struct OfficeLine {
  core::UnitTree::Office office;
  std::string from;   // may be empty
  std::string until;  // may be empty
};
[[nodiscard]] std::vector<OfficeLine> listOffices(const std::filesystem::path& file);

}  // namespace sohoa::config
