#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/access.h"

namespace sohoa::core {

// Offices and the offices above them. Offices that are not in it stand alone. Copies of a tree are
// one tree. Safe for several threads.
class UnitTree {
 public:
  struct Office {
    std::string id;
    std::string name;
    std::string parent;      // empty: none
    std::string level = {};  // "city", "ward", as the office's table names it; empty: not said
  };

  UnitTree() : UnitTree(std::vector<Office>()) {}
  // Throws std::invalid_argument with the id at fault: one that is there twice, a parent that is
  // not there, a ring.
  explicit UnitTree(std::vector<Office> offices);
  UnitTree(const UnitTree&) = default;  // and no move, which would leave a tree without offices
  UnitTree& operator=(const UnitTree&) = default;

  // The unit and all below it; nothing for kEveryUnit: no limit.
  [[nodiscard]] std::optional<std::vector<std::string>> scope(const std::string& unit) const;
  [[nodiscard]] bool within(const std::string& unit, const std::string& top) const;
  [[nodiscard]] std::optional<Office> find(const std::string& unit) const;
  [[nodiscard]] std::vector<Office> offices() const;
  // From now on it is as the other: offices begin and end at days. All its copies become so too.
  void become(const UnitTree& other) const;

 private:
  struct Offices {
    std::vector<Office> list;
    std::map<std::string, std::vector<std::string>> below;  // children by id
  };
  class Shared;
  [[nodiscard]] std::shared_ptr<const Offices> now() const;

  std::shared_ptr<Shared> shared_;
};

}  // namespace sohoa::core
