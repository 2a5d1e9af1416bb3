#include "metadata/rules.h"

#include <algorithm>
#include <array>

#include "metadata/card.h"
#include "metadata/codes.h"
#include "metadata/confidence.h"
#include "metadata/labels.h"
#include "metadata/rules_support.h"
#include "metadata/secrecy.h"

namespace sohoa::metadata {
namespace {

// Below this a value is a guess, most often at writing by hand.
constexpr double kGuess = 0.25;

void judgeCode(core::FieldValue& field, CodeCheck check) {
  const auto value = std::get<std::string>(field.value);
  const bool personal =
      value.size() == 12 && value.find_first_not_of("0123456789") == std::string::npos;
  if (check == CodeCheck::kNone) {
    if (!personal) return;
    check = CodeCheck::kCitizenId;
  }
  const bool right = passes(check, value);
  if (check == CodeCheck::kCitizenId) {
    if (!right) limit(field, "id_form_wrong", 0.6);
    if (right) raise(field, "id_form_right", 0.3);
    return;
  }
  if (!right) limit(field, "code_form_wrong", 0.6);
  // A check digit or a day that exists says more than a shape.
  if (right) raise(field, "code_form_right", 0.4);
}

Found labelRule(const FieldRule& rule, const DocumentLayout& document) {
  core::UnreadArea unread;
  auto read = labelledValue(rule, document.pages, document.vocabulary, document.book, &unread);
  if (rule.barcode) {
    read = withBarcode(rule, document.pages, std::move(read), document.vocabulary);
  }
  if (read && read->confidence < kGuess) {
    unread = {rule.field, read->page, read->box};
    read.reset();
  }
  if (!read) {
    if (!unread.field.empty()) document.unread.push_back(unread);
    // Older forms name the day of issue behind a label, newer ones in the letterhead.
    const bool may_head = rule.type == ValueType::kDate && rule.zone == Zone::kLetterhead;
    if (may_head && unread.field.empty()) return dateRule(rule, document);
    return read;
  }
  if (rule.type == ValueType::kCode) judgeCode(*read, rule.check);
  return read;
}

Found urgencyRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto& page = document.pages.front();
  const auto mark = findUrgencyMark(page, document.vocabulary);
  if (!mark) return std::nullopt;
  return fieldValue(mark->level, mark->reading, page, rule.rule, 0.98);
}

Found secrecyRule(const FieldRule& rule, const DocumentLayout& document) {
  for (const auto& page : document.pages) {
    const auto mark = findSecrecyMark(page, document.vocabulary);
    if (mark) return fieldValue(mark->level, mark->reading, page, rule.rule, 0.98);
  }
  return std::nullopt;
}

Found cardRule(const FieldRule& rule, const DocumentLayout& document) {
  return cardValue(rule.part, document.pages, rule.rule);
}

struct NamedRule {
  std::string_view name;
  Found (*apply)(const FieldRule&, const DocumentLayout&);
};

constexpr std::array<NamedRule, 16> kRules{{
    {"agency", agencyRule},
    {"number", numberRule},
    {"date", dateRule},
    {"place", placeRule},
    {"title", titleRule},
    {"abstract", abstractRule},
    {"reference", referenceRule},
    {"signer", signerRule},
    {"signer_title", signerTitleRule},
    {"signer_authority", signerAuthorityRule},
    {"recipients", recipientsRule},
    {"labelled", labelRule},
    {"inline", labelRule},
    {"urgency", urgencyRule},
    {"secrecy", secrecyRule},
    {"card", cardRule},
}};

}  // namespace

std::string withoutEnd(std::string_view text, std::string_view signs) {
  const auto end = text.find_last_not_of(signs);
  return end == std::string::npos ? std::string() : std::string(text.substr(0, end + 1));
}

std::vector<std::string_view> ruleNames() {
  std::vector<std::string_view> names;
  for (const auto& rule : kRules) names.push_back(rule.name);
  return names;
}

std::optional<core::FieldValue> applyRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto* named = std::find_if(kRules.begin(), kRules.end(),
                                   [&](const NamedRule& one) { return one.name == rule.rule; });
  if (named == kRules.end()) return std::nullopt;
  return named->apply(rule, document);
}

}  // namespace sohoa::metadata
