#include <set>

#include "core/file.h"
#include "metadata/dates.h"
#include "metadata/errors.h"
#include "metadata/toml_reader.h"
#include "metadata/unit_table.h"

namespace sohoa::metadata {
namespace {

std::string dayOf(const TomlReader& reader, const toml::table& table, std::string_view key) {
  const std::string text = reader.text(table, key);
  if (text.empty()) return text;
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  std::string figures = text;
  std::erase(figures, '-');
  const bool numbers =
      figures.size() == 8 && figures.find_first_not_of("0123456789") == std::string::npos;
  if (shaped && numbers) {
    const int ymd = std::stoi(figures);
    if (isoDate(ymd % 100, ymd / 100 % 100, ymd / 10000) == text) return text;
  }
  reader.fail(table.get(key)->source(),
              "'" + std::string(key) + "' must be a day that exists, as \"2025-07-01\"");
}

bool meet(const Unit& a, const Unit& b) {
  const bool a_first = a.until.empty() || b.from.empty() || b.from <= a.until;
  const bool b_first = b.until.empty() || a.from.empty() || a.from <= b.until;
  return a_first && b_first;
}

struct Table {
  std::vector<Unit> units;
  std::multimap<std::string, std::size_t> aliases;
};

void addEntry(const TomlReader& reader, const toml::table& table, Table& out) {
  reader.allowOnly(table, {"level", "names", "aliases", "within", "signs", "from", "until"});
  Unit unit;
  unit.level = reader.choice<UnitLevel>(table, "level", UnitLevel::kCommune,
                                        {{"province", UnitLevel::kProvince},
                                         {"district", UnitLevel::kDistrict},
                                         {"commune", UnitLevel::kCommune},
                                         {"agency", UnitLevel::kAgency}});
  unit.from = dayOf(reader, table, "from");
  unit.until = dayOf(reader, table, "until");
  if (!unit.from.empty() && !unit.until.empty() && unit.until < unit.from) {
    reader.fail(table.get("until")->source(), "'until' lies before 'from'");
  }
  unit.signs = reader.phrases(table, "signs");
  const auto names = reader.phrases(table, "names");
  const auto aliases = reader.phrases(table, "aliases");
  if (names.empty()) reader.fail(table.source(), "'names' is missing or empty");
  if (names.size() > 1 && !(aliases.empty() && unit.signs.empty())) {
    reader.fail(table.source(), "'aliases' and 'signs' belong to one name");
  }
  if (const std::string around = reader.text(table, "within"); !around.empty()) {
    unit.within = fold(around);
    const bool known = std::any_of(out.units.begin(), out.units.end(),
                                   [&](const Unit& one) { return one.name.folded == unit.within; });
    if (!known) {
      reader.fail(table.get("within")->source(),
                  "no unit '" + core::printable(around) + "' stands above");
    }
  }
  for (const auto& name : names) {
    unit.name = name;
    for (const auto& other : out.units) {
      // Two names may differ in their marks alone.
      const bool same = other.name.printed == name.printed && other.within == unit.within;
      if (same && meet(other, unit)) {
        reader.fail(table.source(), "'" + core::printable(name.printed) + "' is there twice");
      }
    }
    for (const auto& alias : aliases) out.aliases.emplace(alias.folded, out.units.size());
    out.units.push_back(unit);
  }
}

}  // namespace

UnitTable loadUnits(const std::filesystem::path& file) {
  const TomlReader reader(file.string(), kBadUnits);
  const auto table = reader.parse(core::readText(file));
  reader.allowOnly(table, {"units"});
  Table out;
  const auto* list = table.get("units");
  if (list == nullptr || !list->is_array()) reader.fail(table.source(), "[[units]] is missing");
  for (const auto& entry : *list->as_array()) {
    if (!entry.is_table()) reader.fail(entry.source(), "each of [[units]] must be a table");
    addEntry(reader, *entry.as_table(), out);
  }
  return UnitTable(std::move(out.units), std::move(out.aliases));
}

}  // namespace sohoa::metadata
