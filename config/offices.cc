#include "config/offices.h"

#include <set>
#include <stdexcept>

#include "config/toml_section.h"
#include "core/error.h"

namespace sohoa::config {
namespace {

bool isDay(const std::string& text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
         text.find_first_not_of("0123456789-") == std::string::npos;
}

}  // namespace

std::vector<OfficeLine> listOffices(const std::filesystem::path& file) {
  const toml::table table = parseToml(file);
  Section root(table, "", file.string());
  const auto* list = root.take("offices");
  root.finish();
  std::vector<OfficeLine> offices;
  if (list != nullptr && !list->is_array_of_tables()) root.fail(*list, "offices", "[[offices]]");
  if (list == nullptr) return offices;
  for (const auto& node : *list->as_array()) {
    OfficeLine line;
    Section s(*node.as_table(), "offices", file.string());
    s.text("id", line.office.id);
    s.text("name", line.office.name);
    s.text("parent", line.office.parent);
    s.text("level", line.office.level);
    s.text("from", line.from);
    s.text("until", line.until);
    s.finish();
    if (line.office.id.empty() || line.office.id == core::kEveryUnit) {
      root.fail(node, "offices.id", "an id");
    }
    for (const auto& bound : {line.from, line.until}) {
      if (!bound.empty() && !isDay(bound)) root.fail(node, "offices.from", "a day YYYY-MM-DD");
    }
    offices.push_back(std::move(line));
  }
  return offices;
}

core::UnitTree loadOffices(const std::filesystem::path& file, const std::string& day) {
  std::vector<core::UnitTree::Office> offices;
  std::set<std::string> named;
  for (auto& line : listOffices(file)) {
    named.insert(line.office.id);
    if ((line.from.empty() || line.from <= day) && (line.until.empty() || day <= line.until)) {
      offices.push_back(std::move(line.office));
    }
  }
  std::set<std::string> there;
  for (const auto& office : offices) there.insert(office.id);
  for (auto& office : offices) {
    if (!office.parent.empty() && named.count(office.parent) == 0) {
      throw core::Error(core::kBadSettings, {.file = file.string(),
                                             .detail = "office " + office.id + ": its parent " +
                                                       office.parent + " is not there"});
    }
    if (there.count(office.parent) == 0) office.parent.clear();
  }
  try {
    return core::UnitTree(std::move(offices));
  } catch (const std::invalid_argument& error) {
    throw core::Error(core::kBadSettings, {.file = file.string(),
                                           .detail = std::string("office ") + error.what() +
                                                     " is there twice or above itself"});
  }
}

}  // namespace sohoa::config
