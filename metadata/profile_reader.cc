#include "metadata/profile_reader.h"

#include <algorithm>
#include <utility>

#include "metadata/card.h"
#include "metadata/citizen_id.h"
#include "metadata/confidence.h"
#include "metadata/kind_matcher.h"
#include "metadata/labels.h"
#include "metadata/phrasebook.h"
#include "metadata/rules.h"
#include "metadata/spelling.h"
#include "metadata/splitter.h"

namespace sohoa::metadata {
namespace {

constexpr std::string_view kRulesVersion = "metadata-2";  // raised with every change of a rule

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
  for (const char* shape : {"A9+.9+-9{6}-9+", "9+.9+.9+.A9+-9{6}-9+"})
    rule.masks.emplace_back(shape);
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

// What a look is worth: all of a required field that is missing, of others the doubt. Fields read
// with little doubt are left out.
std::vector<core::ReviewItem> reviewOf(const core::Document& document, const Profile& profile) {
  constexpr double kWorth = 0.1;
  std::vector<core::ReviewItem> items;
  for (const auto& [field, rule] : profile.fields) {
    const double weight = rule.required ? 1 : 0.5;
    const auto found = document.fields.find(field);
    if (found == document.fields.end()) {
      if (rule.required) items.push_back({field, "missing", weight});
      continue;
    }
    const double doubt = 1 - found->second.confidence;
    if (doubt > kWorth) items.push_back({field, "doubtful", weight * doubt});
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.value > b.value; });
  return items;
}

}  // namespace

ProfileDocumentReader::ProfileDocumentReader(ProfileSet profiles)
    : profiles_(std::move(profiles)) {}

std::vector<core::Document> ProfileDocumentReader::split(
    std::span<const core::PageResult> pages) const {
  return splitDocuments(pages, profiles_);
}

core::Document ProfileDocumentReader::extract(std::span<const core::PageResult> pages,
                                              const core::Document& document) const {
  core::Document out = document;
  out.fields.clear();
  out.review.clear();
  out.findings.clear();
  std::vector<PageLayout> layouts;
  for (const int index : document.pages) {
    if (index < 0 || static_cast<std::size_t>(index) >= pages.size()) continue;
    layouts.push_back(layOut(pages[static_cast<std::size_t>(index)], index));
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
  Phrasebook book(profiles_.vocabulary.terms);
  for (const auto& phrase : profiles_.vocabulary.agencies) book.add(phrase.printed);
  if (!place.empty()) book.add(place);
  const DocumentLayout layout{layouts, head, kind, profiles_.vocabulary, book, place};
  for (const auto& [field, rule] : chosen.fields) {
    if (auto value = applyRule(rule, layout)) out.fields.emplace(field, std::move(*value));
  }
  addFromCover(out, coverSheets(pages, document.pages.front()), profiles_.vocabulary);
  checkBirthYear(out);
  out.findings = cardFindings(layouts);
  out.review = reviewOf(out, chosen);
  return out;
}

std::string ProfileDocumentReader::version() const {
  return std::string(kRulesVersion) + "+" + profiles_.digest.substr(0, 16);
}

const Profile& ProfileDocumentReader::profile(const std::string& kind) const {
  const auto found = std::find_if(profiles_.profiles.begin(), profiles_.profiles.end(),
                                  [&](const Profile& one) { return one.kind == kind; });
  return found == profiles_.profiles.end() ? profiles_.fallback : *found;
}

}  // namespace sohoa::metadata
