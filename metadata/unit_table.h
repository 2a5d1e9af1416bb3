#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "metadata/phrase.h"

namespace sohoa::metadata {

enum class UnitLevel { kProvince, kDistrict, kCommune, kAgency };

// A unit of the state under one name. A unit that was renamed or merged is two of these.
struct Unit {
  Phrase name;  // "Phường Sài Gòn"
  UnitLevel level = UnitLevel::kCommune;
  std::string within;         // folded name of the unit around it; may be empty
  std::vector<Phrase> signs;  // what its numbers carry: SNV; empty: not known
  std::string from;           // first and last day, YYYY-MM-DD; empty: open
  std::string until;

  [[nodiscard]] bool existsOn(std::string_view day) const {
    return (from.empty() || from <= day) && (until.empty() || day <= until);
  }
};

// Units with the time they existed. Immutable; safe for several threads.
class UnitTable {
 public:
  UnitTable() = default;
  explicit UnitTable(std::vector<Unit> units, std::multimap<std::string, std::size_t> names = {});

  // All units with this name or, for a people's committee or council, those it governs: "ỦY BAN
  // NHÂN DÂN PHƯỜNG SÀI GÒN" finds "Phường Sài Gòn", at any time. Marks and case do not matter.
  [[nodiscard]] std::vector<const Unit*> named(std::string_view text) const;

  [[nodiscard]] const std::vector<Unit>& units() const { return units_; }
  [[nodiscard]] bool empty() const { return units_.empty(); }

 private:
  std::vector<Unit> units_;
  std::multimap<std::string, std::size_t> names_;  // folded name or alias, to units_
};

// Reads a file as docs/profiles.md describes it. Throws Error(kBadUnits) with file, line and cause
// for: text that is not TOML, an unknown key or level, a day that does not exist, an end before its
// beginning, an unknown unit around, a unit that is there twice at one time.
[[nodiscard]] UnitTable loadUnits(const std::filesystem::path& file);

}  // namespace sohoa::metadata
