#include "metadata/card.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "metadata/citizen_id.h"
#include "metadata/confidence.h"
#include "metadata/dates.h"
#include "metadata/fold.h"
#include "metadata/mrz.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostBytes = 1024;

bool digits(std::string_view text, std::size_t count) {
  return text.size() == count &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string dayOf(const std::string& text) {
  if (!digits(text, 8)) return {};
  return isoDate(std::stoi(text.substr(0, 2)), std::stoi(text.substr(2, 2)),
                 std::stoi(text.substr(4)))
      .value_or("");
}

std::string part(const CitizenCard& card, std::string_view name) {
  if (name == "number") return card.number;
  if (name == "old_number") return card.old_number;
  if (name == "name") return card.name;
  if (name == "birth") return card.birth;
  if (name == "sex") return card.sex;
  if (name == "address") return card.address;
  return name == "issued" ? card.issued : std::string();
}

// YYMMDD of a zone; the century that makes no one older than 100 at the end of the validity is not
// known here, so the id number says it.
std::string birthOf(const Mrz& mrz, const std::string& number) {
  const auto id = parseCitizenId(number);
  if (!digits(mrz.birth, 6) || !id) return {};
  const int year = std::stoi(mrz.birth.substr(0, 2));
  if (id->birth_year % 100 != year) return {};
  return isoDate(std::stoi(mrz.birth.substr(4)), std::stoi(mrz.birth.substr(2, 2)), id->birth_year)
      .value_or("");
}

std::string numberOf(const Mrz& mrz) {
  return digits(mrz.optional_data, 12) ? mrz.optional_data : std::string();
}

std::string part(const Mrz& mrz, std::string_view name) {
  if (name == "number") return numberOf(mrz);
  if (name == "birth") return birthOf(mrz, numberOf(mrz));
  if (name == "sex") return mrz.sex == 'M' ? "Nam" : mrz.sex == 'F' ? "Nữ" : "";
  return {};
}

struct Seen {
  const PageLayout* page = nullptr;
  CitizenCard card;
  core::Box box;
};

std::optional<Seen> codeIn(const std::vector<PageLayout>& pages) {
  for (const auto& page : pages) {
    for (const auto& barcode : page.barcodes) {
      if (auto card = parseCitizenCard(barcode.text)) return Seen{&page, *card, barcode.box};
    }
  }
  return std::nullopt;
}

struct SeenZone {
  const PageLayout* page = nullptr;
  Mrz mrz;
};

std::optional<SeenZone> zoneIn(const std::vector<PageLayout>& pages) {
  for (const auto& page : pages) {
    if (auto mrz = findMrz(page)) return SeenZone{&page, std::move(*mrz)};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> cardParts() {
  return {"number", "old_number", "name", "birth", "sex", "address", "issued"};
}

std::optional<CitizenCard> parseCitizenCard(std::string_view text) {
  if (text.size() > kMostBytes) return std::nullopt;
  std::array<std::string, 7> parts;
  std::size_t count = 0;
  std::string_view rest = text;
  while (count < parts.size()) {
    const auto end = std::min(rest.find('|'), rest.size());
    parts.at(count++) = core::squeeze(cleaned(rest.substr(0, end)));
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  CitizenCard card{parts[0], parts[1], parts[2],       dayOf(parts[3]),
                   parts[4], parts[5], dayOf(parts[6])};
  const bool whole =
      count >= 6 && digits(card.number, 12) && !card.birth.empty() && fold(card.name).size() >= 2;
  if (!whole) return std::nullopt;
  if (!digits(card.old_number, 9)) card.old_number.clear();
  return card;
}

std::optional<core::FieldValue> cardValue(std::string_view name,
                                          const std::vector<PageLayout>& pages,
                                          const std::string& rule) {
  const auto code = codeIn(pages);
  const auto zone = zoneIn(pages);
  const std::string printed = code ? part(code->card, name) : "";
  const std::string coded = zone ? part(zone->mrz, name) : "";
  if (printed.empty() && coded.empty()) return std::nullopt;
  const bool from_code = !printed.empty();
  const std::string& value = from_code ? printed : coded;
  core::FieldValue field =
      fieldValue(value, from_code ? Reading{} : zone->mrz.reading,
                 from_code ? *code->page : *zone->page, rule, from_code ? 0.98 : 0.95);
  if (from_code) field.box = code->box;
  field.raw = value;
  if (from_code && !coded.empty()) {
    if (coded == printed) confirm(field, "mrz_says_so", 0.8);
    if (coded != printed) limit(field, "mrz_says_otherwise", 0.3);
  }
  if (!from_code && !zone->mrz.wrong.empty()) limit(field, "mrz_check_digit", 0.3);
  return field;
}

std::vector<std::string> cardFindings(const std::vector<PageLayout>& pages) {
  std::vector<std::string> findings;
  const auto zone = zoneIn(pages);
  if (!zone) return findings;
  for (const auto& what : zone->mrz.wrong) findings.push_back("mrz_check_digit:" + what);
  const auto code = codeIn(pages);
  if (!code) return findings;
  for (const auto name : cardParts()) {
    const std::string printed = part(code->card, name);
    const std::string coded = part(zone->mrz, name);
    if (!printed.empty() && !coded.empty() && printed != coded) {
      findings.push_back("card_contradicts:" + std::string(name));
    }
  }
  if (withoutSpaces(fold(zone->mrz.name)) != withoutSpaces(fold(code->card.name))) {
    findings.emplace_back("card_contradicts:name");
  }
  return findings;
}

}  // namespace sohoa::metadata
