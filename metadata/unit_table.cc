#include "metadata/unit_table.h"

#include <array>

#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

// Bodies that carry the name of the unit they govern.
constexpr std::array<std::string_view, 7> kBodies{
    "uy ban nhan dan",          "hoi dong nhan dan", "ubnd",   "hdnd",
    "chu tich uy ban nhan dan", "cong an",           "dang uy"};

std::string_view withoutBody(std::string_view folded) {
  for (const auto body : kBodies) {
    if (beginsExactly(folded, body) && folded.size() > body.size()) {
      return folded.substr(body.size() + 1);
    }
  }
  return folded;
}

}  // namespace

UnitTable::UnitTable(std::vector<Unit> units, std::multimap<std::string, std::size_t> names)
    : units_(std::move(units)), names_(std::move(names)) {
  for (std::size_t i = 0; i < units_.size(); ++i) names_.emplace(units_[i].name.folded, i);
}

std::vector<const Unit*> UnitTable::named(std::string_view text) const {
  const std::string folded = fold(text);
  std::vector<const Unit*> found;
  for (const std::string_view wanted : {std::string_view(folded), withoutBody(folded)}) {
    const auto [first, last] = names_.equal_range(std::string(wanted));
    for (auto i = first; i != last; ++i) found.push_back(&units_[i->second]);
    if (!found.empty()) return found;
  }
  // "PHƯỜNG AN PHÚ THÀNH PHỐ THỦ ĐỨC": the unit around stands behind.
  const std::string whole(withoutBody(folded));
  for (std::size_t at = whole.find(' '); at != std::string::npos; at = whole.find(' ', at + 1)) {
    const auto [first, last] = names_.equal_range(whole.substr(0, at));
    for (auto i = first; i != last; ++i) {
      if (units_[i->second].within == whole.substr(at + 1)) found.push_back(&units_[i->second]);
    }
  }
  return found;
}

}  // namespace sohoa::metadata
