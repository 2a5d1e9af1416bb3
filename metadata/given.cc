#include "metadata/given.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/text.h"
#include "metadata/citizen_id.h"
#include "metadata/confidence.h"
#include "metadata/dates.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr double kAgrees = 0.7;   // of the doubt left, goes
constexpr double kDiffers = 0.6;  // times the confidence

// The rules that tell the form of the field: of the document's kind or, failing that, of all.
std::vector<const FieldRule*> rulesOf(const std::string& field, const std::string& kind,
                                      const ProfileSet& set) {
  std::vector<const FieldRule*> rules;
  const auto look = [&](const Profile& profile) {
    const auto found = profile.fields.find(field);
    if (found == profile.fields.end()) return false;
    rules.push_back(&found->second);
    return profile.kind == kind;
  };
  for (const auto& profile : set.profiles) {
    if (look(profile)) return {rules.back()};
  }
  look(set.fallback);
  return rules;
}

// "2026-11-23", "23/11/2026", "23-11-2026" or "23.11.2026"
std::optional<std::string> dateIn(const std::string& text) {
  std::vector<int> parts;
  std::vector<std::size_t> lengths;
  char divider = 0;
  std::string digits;
  const auto close = [&] {
    if (digits.empty() || digits.size() > 4) return false;
    lengths.push_back(digits.size());
    parts.push_back(std::stoi(digits));
    digits.clear();
    return true;
  };
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
      continue;
    }
    const bool divides = c == '-' || c == '/' || c == '.';
    if (!divides || (divider != 0 && c != divider) || !close()) return {};
    divider = c;
  }
  if (!close() || parts.size() != 3) return {};
  if (lengths[0] == 4 && divider == '-') return isoDate(parts[2], parts[1], parts[0]);
  return lengths[2] == 4 ? isoDate(parts[0], parts[1], parts[2]) : std::nullopt;
}

std::optional<std::string> codeIn(const std::string& text, const FieldRule& rule) {
  const bool shaped =
      rule.masks.empty() || std::any_of(rule.masks.begin(), rule.masks.end(),
                                        [&](const Mask& mask) { return mask.find(text) == text; });
  return shaped && passes(rule.check, text) ? std::optional(text) : std::nullopt;
}

// The value in the form in which it would have been read.
std::optional<std::string> normal(const std::string& text, const FieldRule& rule) {
  switch (rule.type) {
    case ValueType::kDate:
      return dateIn(text);
    case ValueType::kCode:
      return codeIn(text, rule);
    case ValueType::kName:
      return std::none_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })
                 ? std::optional(text)
                 : std::nullopt;
    case ValueType::kText:
      break;
  }
  // Lists are read, not typed. Rules that read dates and numbers in their own way name no type.
  if (rule.rule == "recipients") return {};
  if (rule.rule == "date") return dateIn(text);
  if (rule.field == "so_dinh_danh" && !parseCitizenId(text) && !isOldId(text)) return {};
  return text;
}

bool same(const core::FieldContent& read, const std::string& given) {
  const auto* text = std::get_if<std::string>(&read);
  return text != nullptr && core::toLower(core::squeeze(*text)) == core::toLower(given);
}

}  // namespace

void mergeGiven(core::Document& document, const core::GivenFields& given, const ProfileSet& set) {
  for (const auto& [name, text] : given) {
    const auto rules = rulesOf(name, document.kind, set);
    std::optional<std::string> value;
    for (const auto* rule : rules) {
      if (!value) value = normal(cleaned(text), *rule);
    }
    if (!value) {
      document.findings.push_back((rules.empty() ? "given_unknown:" : "given_invalid:") + name);
      continue;
    }
    const auto read = document.fields.find(name);
    if (read == document.fields.end()) {
      core::FieldValue field;
      field.value = *value;
      field.raw = text;
      field.confidence = kGiven;
      field.page = document.pages.empty() ? 0 : document.pages.front();
      field.rule = "given";
      field.evidence = {"sidecar"};
      document.fields.emplace(name, std::move(field));
    } else if (same(read->second.value, *value)) {
      confirm(read->second, "sidecar", kAgrees);
    } else {
      lower(read->second, "sidecar_differs", kDiffers);
      document.findings.push_back("given_differs:" + name);
    }
  }
}

}  // namespace sohoa::metadata
