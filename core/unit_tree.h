#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/access.h"

namespace sohoa::core {

// Offices and the offices above them. Offices that are not in it stand alone.
class UnitTree {
 public:
  struct Office {
    std::string id;
    std::string name;
    std::string parent;      // empty: none
    std::string level = {};  // "city", "ward", as the office's table names it; empty: not said
  };

  UnitTree() = default;
  // Throws std::invalid_argument with the id at fault: one that is there twice, a parent that is
  // not there, a ring.
  explicit UnitTree(std::vector<Office> offices);

  // The unit and all below it; nothing for kEveryUnit: no limit.
  [[nodiscard]] std::optional<std::vector<std::string>> scope(const std::string& unit) const;
  [[nodiscard]] bool within(const std::string& unit, const std::string& top) const;
  [[nodiscard]] const std::vector<Office>& offices() const { return offices_; }

 private:
  std::vector<Office> offices_;
  std::map<std::string, std::vector<std::string>> below_;  // children by id
};

}  // namespace sohoa::core
