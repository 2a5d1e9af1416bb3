#include "core/unit_tree.h"

#include <algorithm>
#include <stdexcept>

namespace sohoa::core {

UnitTree::UnitTree(std::vector<Office> offices) : offices_(std::move(offices)) {
  std::map<std::string, std::string> parents;
  for (const auto& office : offices_) {
    if (!parents.emplace(office.id, office.parent).second) throw std::invalid_argument(office.id);
  }
  for (const auto& office : offices_) {
    if (office.parent.empty()) continue;
    if (parents.count(office.parent) == 0) throw std::invalid_argument(office.parent);
    below_[office.parent].push_back(office.id);
    std::size_t steps = 0;
    for (auto at = office.parent; !at.empty(); at = parents.at(at)) {
      if (at == office.id || ++steps > offices_.size()) throw std::invalid_argument(office.id);
    }
  }
}

std::optional<std::vector<std::string>> UnitTree::scope(const std::string& unit) const {
  if (unit == kEveryUnit) return std::nullopt;
  std::vector<std::string> units{unit};
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto children = below_.find(units[i]);
    if (children == below_.end()) continue;
    units.insert(units.end(), children->second.begin(), children->second.end());
  }
  return units;
}

bool UnitTree::within(const std::string& unit, const std::string& top) const {
  const auto units = scope(top);
  return !units || std::find(units->begin(), units->end(), unit) != units->end();
}

}  // namespace sohoa::core
