#include "core/unit_tree.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace sohoa::core {

class UnitTree::Shared {
 public:
  explicit Shared(std::shared_ptr<const Offices> offices) : offices_(std::move(offices)) {}

  [[nodiscard]] std::shared_ptr<const Offices> get() const {
    const std::lock_guard lock(mutex_);
    return offices_;
  }
  void set(std::shared_ptr<const Offices> offices) {
    const std::lock_guard lock(mutex_);
    offices_ = std::move(offices);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Offices> offices_;
};

std::shared_ptr<const UnitTree::Offices> UnitTree::now() const { return shared_->get(); }

void UnitTree::become(const UnitTree& other) const { shared_->set(other.now()); }

std::vector<UnitTree::Office> UnitTree::offices() const { return now()->list; }

std::optional<UnitTree::Office> UnitTree::find(const std::string& unit) const {
  const auto offices = now();
  for (const auto& office : offices->list) {
    if (office.id == unit) return office;
  }
  return std::nullopt;
}

UnitTree::UnitTree(std::vector<Office> offices) {
  auto tree = std::make_shared<Offices>();
  tree->list = std::move(offices);
  std::map<std::string, std::string> parents;
  for (const auto& office : tree->list) {
    if (!parents.emplace(office.id, office.parent).second) throw std::invalid_argument(office.id);
  }
  for (const auto& office : tree->list) {
    if (office.parent.empty()) continue;
    if (parents.count(office.parent) == 0) throw std::invalid_argument(office.parent);
    tree->below[office.parent].push_back(office.id);
    std::size_t steps = 0;
    for (auto at = office.parent; !at.empty(); at = parents.at(at)) {
      if (at == office.id || ++steps > tree->list.size()) {
        throw std::invalid_argument(office.id);
      }
    }
  }
  shared_ = std::make_shared<Shared>(std::move(tree));
}

std::optional<std::vector<std::string>> UnitTree::scope(const std::string& unit) const {
  if (unit == kEveryUnit) return std::nullopt;
  const auto offices = now();
  std::vector<std::string> units{unit};
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto children = offices->below.find(units[i]);
    if (children == offices->below.end()) continue;
    units.insert(units.end(), children->second.begin(), children->second.end());
  }
  return units;
}

bool UnitTree::within(const std::string& unit, const std::string& top) const {
  const auto units = scope(top);
  return !units || std::find(units->begin(), units->end(), unit) != units->end();
}

}  // namespace sohoa::core
