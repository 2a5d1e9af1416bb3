#include "metadata/unit_check.h"

#include <algorithm>

#include "metadata/confidence.h"
#include "metadata/fold.h"
#include "metadata/number.h"

namespace sohoa::metadata {
namespace {

core::FieldValue* fieldOf(core::Document& document, const std::string& name) {
  const auto found = document.fields.find(name);
  return found == document.fields.end() ? nullptr : &found->second;
}

const std::string& textOf(const core::FieldValue& field) {
  return std::get<std::string>(field.value);
}

void checkSigns(core::FieldValue& agency, core::FieldValue* number, const Unit& unit) {
  if (number == nullptr || unit.signs.empty()) return;
  const auto signs = numberSigns(textOf(*number));
  const bool own = std::any_of(unit.signs.begin(), unit.signs.end(), [&](const Phrase& sign) {
    return std::find(signs.begin(), signs.end(), sign.folded) != signs.end();
  });
  for (auto* field : {&agency, number}) {
    if (own) raise(*field, "number_names_agency", 0.4);
    if (!own) lower(*field, "number_names_other_agency", 0.93);
  }
}

// "Phường Sài Gòn" is issued at "Sài Gòn"; a place that is another commune's name is in doubt.
void checkPlace(core::FieldValue& agency, core::FieldValue* place, const Unit& unit,
                const UnitTable& units, std::string_view day) {
  if (place == nullptr || unit.level != UnitLevel::kCommune) return;
  const std::string name = fold(textOf(*place));
  if (name.empty() || unit.name.folded.ends_with(' ' + name) || unit.within.ends_with(name)) return;
  const bool other = std::any_of(units.units().begin(), units.units().end(), [&](const Unit& one) {
    return one.level == UnitLevel::kCommune && one.existsOn(day) &&
           one.name.folded.ends_with(' ' + name);
  });
  if (!other) return;
  lower(agency, "place_of_other_unit", 0.95);
  lower(*place, "place_of_other_unit", 0.9);
}

}  // namespace

void checkUnits(core::Document& document, const UnitTable& units) {
  auto* agency = fieldOf(document, "co_quan");
  if (agency == nullptr || units.empty()) return;
  const auto known = units.named(textOf(*agency));
  if (known.empty()) return;
  auto* date = fieldOf(document, "ngay_ban_hanh");
  const std::string day = date == nullptr ? "" : textOf(*date);
  const auto then = std::find_if(known.begin(), known.end(), [&](const Unit* one) {
    return day.empty() || one->existsOn(day);
  });
  if (then == known.end()) {
    lower(*agency, "unit_not_then", 0.95);
    lower(*date, "unit_not_then", 0.95);
    document.findings.emplace_back("unit_not_then:co_quan");
    return;
  }
  if (!day.empty()) raise(*agency, "unit_known", 0.4);
  checkSigns(*agency, fieldOf(document, "so_ky_hieu"), **then);
  checkPlace(*agency, fieldOf(document, "dia_danh"), **then, units, day);
}

}  // namespace sohoa::metadata
