#include "metadata/profile_reader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/digest.h"
#include "core/text.h"
#include "metadata/calibration.h"
#include "metadata/card.h"
#include "metadata/citizen_id.h"
#include "metadata/codes.h"
#include "metadata/confidence.h"
#include "metadata/fold.h"
#include "metadata/given.h"
#include "metadata/kind_matcher.h"
#include "metadata/labels.h"
#include "metadata/phrasebook.h"
#include "metadata/rules.h"
#include "metadata/spelling.h"
#include "metadata/splitter.h"
#include "metadata/unit_check.h"

namespace sohoa::metadata {
namespace {

constexpr std::string_view kRulesVersion = "metadata-3";  // raised with every change of a rule

}  // namespace

namespace {

// The barcodes of the separator or cover sheets right before the document speak for it too.
std::vector<PageLayout> coverSheets(std::span<const core::PageResult> pages, int first) {
  std::vector<PageLayout> covers;
  for (int i = first - 1; i >= 0 && static_cast<std::size_t>(i) < pages.size(); --i) {
    const auto& page = pages[static_cast<std::size_t>(i)];
    if (!page.separator) break;
    if (!page.barcodes.empty()) covers.push_back(layOut(page, i));
  }
  return covers;
}

void addFromCover(core::Document& document, const std::vector<PageLayout>& covers,
                  const Vocabulary& vocabulary) {
  if (covers.empty() || document.fields.contains("ma_ho_so")) return;
  FieldRule rule;
  rule.field = "ma_ho_so";
  rule.rule = "barcode";
  rule.type = ValueType::kCode;
  for (const char* shape : {"A9+.9+-9{6}-9+", "9+.9+.9+.A9+-9{6}-9+"}) {
    rule.masks.emplace_back(shape);
  }
  auto value = withBarcode(rule, covers, std::nullopt, vocabulary);
  if (!value) return;
  value->evidence.emplace_back("+cover_sheet");
  document.fields.emplace(rule.field, std::move(*value));
}

// A personal number names the year of birth; where a date of birth stands beside it, one confirms
// the other or both are in doubt.
void checkBirthYear(core::Document& document) {
  const auto number = document.fields.find("so_dinh_danh");
  const auto birth = document.fields.find("ngay_sinh");
  if (number == document.fields.end() || birth == document.fields.end()) return;
  const auto id = parseCitizenId(std::get<std::string>(number->second.value));
  if (!id) return;
  const bool agree =
      std::get<std::string>(birth->second.value).substr(0, 4) == std::to_string(id->birth_year);
  for (auto* field : {&number->second, &birth->second}) {
    if (agree) raise(*field, "birth_year_agrees", 0.6);
    if (!agree) lower(*field, "birth_year_differs", 0.93);
  }
}

// "Tỉnh Vĩnh Long" -> "tỉnh Vĩnh Long"; a capital read stays one.
std::string asInRunningText(const std::string& name) {
  auto signs = core::codePoints(name);
  if (signs.empty()) return name;
  const auto small = core::codePoints(core::toLower(core::toUtf8({signs.front()})));
  if (small.size() == 1) signs.front() = small.front();
  return core::toUtf8(signs);
}

std::string digestOf(const UnitTable& units, const Naming& naming) {
  std::string all = naming.result_code.text() + '\0' + naming.file_name.text() + '\0' + naming.unit;
  for (const auto& unit : units.units()) {
    all += '\0' + unit.name.printed + '|' + unit.within + '|' + unit.from + '|' + unit.until;
    for (const auto& sign : unit.signs) all += '|' + sign.printed;
  }
  return core::sha256(all).hex();
}

const std::string* textOf(const core::Document& document, const std::string& name) {
  const auto found = document.fields.find(name);
  return found == document.fields.end() ? nullptr : std::get_if<std::string>(&found->second.value);
}

// A case file's code carries the day it was received, which is the day of its receipt.
void checkReceipt(core::Document& document) {
  const auto* code = textOf(document, "ma_ho_so");
  const auto* day = textOf(document, "ngay_ban_hanh");
  if (code == nullptr || day == nullptr) return;
  const auto dossier = parseDossierCode(*code);
  if (!dossier || dossier->received != *day) return;
  raise(document.fields["ma_ho_so"], "day_agrees", 0.5);
  raise(document.fields["ngay_ban_hanh"], "day_agrees", 0.5);
}

// "TM. ỦY BAN NHÂN DÂN" signs for an agency that is one.
void checkSigner(core::Document& document) {
  const auto* authority = textOf(document, "quyen_han");
  const auto* agency = textOf(document, "co_quan");
  if (authority == nullptr || agency == nullptr) return;
  std::string body = fold(*authority);
  if (!body.starts_with("tm ")) return;
  body = body.substr(3, body.find(" kt ") == std::string::npos ? body.npos : body.find(" kt ") - 3);
  const bool same = fold(*agency).starts_with(body);
  for (const char* name : {"quyen_han", "co_quan"}) {
    auto& field = document.fields[name];
    if (same) raise(field, "signer_names_agency", 0.3);
    if (!same) lower(field, "signer_names_other_agency", 0.93);
  }
}

void sortUnread(core::Document& document) {
  std::stable_sort(
      document.unread.begin(), document.unread.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.page, a.box.y, a.box.x) < std::tuple(b.page, b.box.y, b.box.x);
      });
}

// Findings that name the field: "mrz_check_digit:ngay_sinh".
bool isContradicted(const core::Document& document, const std::string& field) {
  return std::any_of(document.findings.begin(), document.findings.end(),
                     [&](const std::string& finding) { return finding.ends_with(':' + field); });
}

// What was said of the paper is looked at, also where its kind has no such field.
void addGiven(const core::Document& document, std::vector<core::ReviewItem>& items) {
  constexpr double kWorth = 0.5;
  const auto add = [&](const std::string& field, const char* reason, double doubt) {
    const bool there = std::any_of(items.begin(), items.end(),
                                   [&](const auto& item) { return item.field == field; });
    if (!there) items.push_back({field, reason, kWorth * doubt});
  };
  for (const auto& [name, field] : document.fields) {
    if (field.rule == "given" && field.accepted_by.empty())
      add(name, "doubtful", 1 - field.confidence);
  }
  for (const auto& finding : document.findings) {
    if (!finding.starts_with("given_")) continue;
    add(finding.substr(finding.find(':') + 1), "contradicted", 1);
  }
}

// What a look is worth: how likely it is to change the value, times what a right value is worth. A
// field read with little doubt that nothing contradicts is left out.
std::vector<core::ReviewItem> reviewOf(const core::Document& document, const Profile& profile) {
  constexpr double kWorth = 0.1;
  constexpr double kContradicted = 0.3;  // chance of an error that a contradiction adds
  std::vector<core::ReviewItem> items;
  for (const auto& [field, rule] : profile.fields) {
    const double weight = rule.worth >= 0 ? rule.worth : rule.required ? 1 : 0.5;
    const auto found = document.fields.find(field);
    if (found == document.fields.end()) {
      const bool unread =
          std::any_of(document.unread.begin(), document.unread.end(),
                      [&name = field](const core::UnreadArea& area) { return area.field == name; });
      if (unread) items.push_back({field, "unread", weight});
      if (!unread && rule.required) items.push_back({field, "missing", weight});
      continue;
    }
    if (!found->second.accepted_by.empty()) continue;
    const double doubt = 1 - found->second.confidence;
    if (isContradicted(document, field)) {
      items.push_back({field, "contradicted", weight * std::min(1.0, doubt + kContradicted)});
    } else if (doubt > kWorth) {
      items.push_back({field, "doubtful", weight * doubt});
    }
  }
  addGiven(document, items);
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.value > b.value; });
  return items;
}

// What a person decided stands, whatever is read.
void keepAccepted(core::Document& out, const core::Document& document) {
  for (const auto& [name, field] : document.fields) {
    if (field.accepted_by.empty()) continue;
    out.fields.insert_or_assign(name, field);
  }
  std::erase_if(out.fields, [](const auto& field) {
    const auto* text = std::get_if<std::string>(&field.second.value);
    return text != nullptr && text->empty();
  });
}

core::KindInfo infoOf(const Profile& profile) {
  core::KindInfo info{profile.kind, profile.title, {}};
  for (const auto& [name, rule] : profile.fields) {
    info.fields.push_back({.name = name,
                           .required = rule.required,
                           .id = rule.check != CodeCheck::kNone || name.starts_with("so_dinh_danh"),
                           .list = rule.rule == "recipients",
                           .date = rule.type == ValueType::kDate || rule.rule == "date"});
  }
  return info;
}

}  // namespace

ProfileDocumentReader::ProfileDocumentReader(ProfileSet profiles, UnitTable units, Naming naming)
    : profiles_(std::move(profiles)),
      units_(std::move(units)),
      naming_(std::move(naming)),
      settings_digest_(digestOf(units_, naming_)),
      book_(profiles_.vocabulary.terms) {
  for (const auto& phrase : profiles_.vocabulary.agencies) book_.add(phrase.printed);
  for (const auto& unit : units_.units()) book_.add(asInRunningText(unit.name.printed));
}

std::vector<core::Document> ProfileDocumentReader::split(
    std::span<const core::PageResult> pages) const {
  return splitDocuments(pages, profiles_);
}

core::Document ProfileDocumentReader::extract(std::span<const core::PageResult> pages,
                                              const core::Document& document,
                                              const core::GivenFields& given) const {
  core::Document out = document;
  out.fields.clear();
  out.review.clear();
  out.findings.clear();
  out.unread.clear();
  std::vector<PageLayout> layouts;
  for (const int index : document.pages) {
    if (index < 0 || static_cast<std::size_t>(index) >= pages.size()) continue;
    const auto& page = pages[static_cast<std::size_t>(index)];
    // What a note hid is seen on the page's second image.
    if (page.second_image && !layouts.empty() && layouts.back().page == index - 1) {
      layouts.pop_back();
    }
    layouts.push_back(layOut(page, index));
  }
  if (layouts.empty()) return out;
  const Profile& chosen = profile(document.kind);
  const Letterhead head = findLetterhead(layouts.front(), profiles_.vocabulary);
  KindMatch kind = matchKind(layouts.front(), head, profiles_);
  // The kind was settled when the stack was cut, perhaps by a person since.
  if (kind.profile == nullptr || kind.profile->kind != document.kind) {
    kind = {chosen.kind == profiles_.fallback.kind ? nullptr : &chosen,
            document.kind_confidence,
            {},
            {}};
  }
  std::string place = placeBeforeDate(layouts, head);
  if (!place.empty()) place = commonSpelling(place, layouts).text;
  Phrasebook book = book_;
  if (!place.empty()) book.add(place);
  const DocumentLayout layout{layouts, head, kind, profiles_.vocabulary, book, place, out.unread};
  for (const auto& [field, rule] : chosen.fields) {
    if (auto value = applyRule(rule, layout)) out.fields.emplace(field, std::move(*value));
  }
  addFromCover(out, coverSheets(pages, document.pages.front()), profiles_.vocabulary);
  out.findings = cardFindings(layouts);
  mergeGiven(out, given, profiles_);
  checkBirthYear(out);
  checkReceipt(out);
  checkSigner(out);
  checkUnits(out, units_);
  for (auto& [name, field] : out.fields) {
    const bool said = field.rule == "given";
    field.confidence = said ? std::min(field.confidence, kGiven) : calibrated(field.confidence);
  }
  keepAccepted(out, document);
  sortUnread(out);
  out.review = reviewOf(out, chosen);
  nameDocument(out, naming_, chosen.result_type);
  return out;
}

std::vector<core::KindInfo> ProfileDocumentReader::kinds() const {
  std::vector<core::KindInfo> kinds;
  for (const auto& one : profiles_.profiles) kinds.push_back(infoOf(one));
  std::sort(kinds.begin(), kinds.end(),
            [](const auto& a, const auto& b) { return a.title < b.title; });
  kinds.push_back(infoOf(profiles_.fallback));
  return kinds;
}

std::string ProfileDocumentReader::version() const {
  return std::string(kRulesVersion) + "+" + profiles_.digest.substr(0, 16) + "+" +
         settings_digest_.substr(0, 8);
}

const Profile& ProfileDocumentReader::profile(const std::string& kind) const {
  const auto found = std::find_if(profiles_.profiles.begin(), profiles_.profiles.end(),
                                  [&](const Profile& one) { return one.kind == kind; });
  return found == profiles_.profiles.end() ? profiles_.fallback : *found;
}

}  // namespace sohoa::metadata
