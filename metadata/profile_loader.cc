#include <algorithm>
#include <initializer_list>
#include <set>
#include <stdexcept>

#include "core/digest.h"
#include "core/file.h"
#include "core/text.h"
#include "metadata/card.h"
#include "metadata/errors.h"
#include "metadata/fold.h"
#include "metadata/profile.h"
#include "metadata/rules.h"
#include "metadata/toml_reader.h"

namespace sohoa::metadata {
namespace {

constexpr std::string_view kSharedFile = "shared.toml";

int lineCount(const TomlReader& reader, const toml::table& table) {
  const auto* node = table.get("lines");
  if (node == nullptr) return 1;
  const auto value = node->value<std::int64_t>().value_or(0);
  if (value < 1 || value > 10) reader.fail(node->source(), "'lines' must be a number from 1 to 10");
  return static_cast<int>(value);
}

double worth(const TomlReader& reader, const toml::table& table) {
  const auto* node = table.get("worth");
  if (node == nullptr) return -1;
  const double value = node->value<double>().value_or(-1);
  if (!(value >= 0 && value <= 1)) reader.fail(node->source(), "'worth' must be from 0 to 1");
  return value;
}

std::vector<Mask> masks(const TomlReader& reader, const toml::table& table) {
  std::vector<Mask> out;
  for (const auto& shape : reader.texts(table, "masks")) {
    try {
      out.emplace_back(shape);
    } catch (const std::invalid_argument& error) {
      reader.fail(table.get("masks")->source(), std::string("bad mask: ") + error.what());
    }
  }
  return out;
}

FieldRule fieldRule(const TomlReader& reader, const std::string& field, const toml::table& table) {
  reader.allowOnly(table, {"rule", "required", "zone", "type", "anchors", "section", "until",
                           "masks", "barcode", "part", "lines", "check", "worth"});
  FieldRule rule;
  rule.field = field;
  rule.rule = reader.neededText(table, "rule");
  const auto names = ruleNames();
  if (std::find(names.begin(), names.end(), rule.rule) == names.end()) {
    reader.fail(table.get("rule")->source(), "no rule '" + core::printable(rule.rule) + "'");
  }
  rule.required = reader.flag(table, "required");
  rule.zone = reader.choice<Zone>(table, "zone", Zone::kAny,
                                  {{"letterhead", Zone::kLetterhead},
                                   {"body", Zone::kBody},
                                   {"signature", Zone::kSignature},
                                   {"any", Zone::kAny}});
  rule.type = reader.choice<ValueType>(table, "type", ValueType::kText,
                                       {{"text", ValueType::kText},
                                        {"name", ValueType::kName},
                                        {"date", ValueType::kDate},
                                        {"code", ValueType::kCode}});
  rule.anchors = reader.phrases(table, "anchors");
  rule.section = reader.phrases(table, "section");
  rule.until = reader.phrases(table, "until");
  rule.masks = masks(reader, table);
  rule.check = reader.choice<CodeCheck>(table, "check", CodeCheck::kNone,
                                        {{"citizen_id", CodeCheck::kCitizenId},
                                         {"old_id", CodeCheck::kOldId},
                                         {"tax_code", CodeCheck::kTaxCode},
                                         {"dossier_code", CodeCheck::kDossier}});
  if (rule.check != CodeCheck::kNone && rule.type != ValueType::kCode) {
    reader.fail(table.get("check")->source(), "'check' goes with type \"code\"");
  }
  rule.worth = worth(reader, table);
  rule.barcode = reader.flag(table, "barcode");
  rule.lines = lineCount(reader, table);
  rule.part = reader.text(table, "part");
  const auto parts = cardParts();
  if ((rule.rule == "card" || !rule.part.empty()) &&
      std::find(parts.begin(), parts.end(), rule.part) == parts.end()) {
    reader.fail(table.source(),
                "rule \"card\" needs 'part': number, old_number, name, birth, sex, "
                "address or issued");
  }
  if (rule.type == ValueType::kCode && rule.masks.empty()) {
    reader.fail(table.source(), "type \"code\" needs 'masks'");
  }
  if ((rule.rule == "labelled" || rule.rule == "inline") && rule.anchors.empty()) {
    reader.fail(table.source(), "rule \"" + rule.rule + "\" needs 'anchors'");
  }
  return rule;
}

std::map<std::string, FieldRule> fieldRules(const TomlReader& reader, const toml::table& table) {
  std::map<std::string, FieldRule> rules;
  for (const auto& [key, value] : table) {
    const std::string field{key.str()};
    if (!value.is_table()) reader.fail(value.source(), "a field must be a table");
    rules.insert_or_assign(field, fieldRule(reader, field, *value.as_table()));
  }
  return rules;
}

using FieldSets = std::map<std::string, std::map<std::string, FieldRule>>;

bool isKindId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::map<std::string, FieldRule> mergedFields(const TomlReader& reader, const toml::table& table,
                                              const FieldSets& sets) {
  std::map<std::string, FieldRule> fields;
  for (const auto& name : reader.texts(table, "field_sets")) {
    const auto set = sets.find(name);
    if (set == sets.end()) {
      reader.fail(table.get("field_sets")->source(),
                  "no field set '" + core::printable(name) + "' in " + std::string(kSharedFile));
    }
    for (const auto& [field, rule] : set->second) fields.insert_or_assign(field, rule);
  }
  for (const auto& field : reader.texts(table, "without")) {
    if (fields.erase(field) == 0) {
      reader.fail(table.get("without")->source(),
                  "no field '" + core::printable(field) + "' to drop");
    }
  }
  if (const auto* own = reader.child(table, "fields")) {
    for (auto& [field, rule] : fieldRules(reader, *own)) {
      fields.insert_or_assign(field, std::move(rule));
    }
  }
  return fields;
}

Profile profile(const TomlReader& reader, const toml::table& table, const FieldSets& sets) {
  reader.allowOnly(table,
                   {"kind", "title", "printed", "open_title", "untitled", "symbols", "field_sets",
                    "without", "fields", "retention", "copies", "result", "result_type"});
  Profile out;
  out.kind = reader.neededText(table, "kind");
  if (!isKindId(out.kind) || out.kind == "unknown") {
    reader.fail(table.get("kind")->source(), "'kind' takes a-z, 0-9 and _, and not \"unknown\"");
  }
  out.title = reader.neededText(table, "title");
  out.printed = reader.phrases(table, "printed");
  out.open_title = reader.flag(table, "open_title");
  out.untitled = reader.flag(table, "untitled");
  out.symbols = reader.phrases(table, "symbols");
  if (out.printed.empty() && !out.untitled) {
    reader.fail(table.source(), "'printed' is missing: no page would ever be of this kind");
  }
  out.retention = reader.text(table, "retention");
  out.result = reader.flag(table, "result");
  out.result_type = reader.text(table, "result_type");
  out.copies = reader.texts(table, "copies");
  for (const auto& copy : out.copies) {
    if (copy != "digitised" && copy != "certified") {
      reader.fail(table.get("copies")->source(), "'copies' takes \"digitised\" and \"certified\"");
    }
  }
  out.fields = mergedFields(reader, table, sets);
  return out;
}

Vocabulary vocabulary(const TomlReader& reader, const toml::table& table) {
  reader.allowOnly(table,
                   {"motto", "agencies", "levels", "authorities", "positions", "signature_notes",
                    "surnames", "given_names", "middle_names", "abbreviations", "terms", "urgency",
                    "openings", "appendix", "recipients"});
  Vocabulary out;
  out.motto = reader.phrases(table, "motto");
  out.agencies = reader.phrases(table, "agencies");
  out.authorities = reader.phrases(table, "authorities");
  out.positions = reader.phrases(table, "positions");
  out.signature_notes = reader.phrases(table, "signature_notes");
  out.surnames = reader.phrases(table, "surnames");
  out.given_names = reader.phrases(table, "given_names");
  out.middle_names = reader.phrases(table, "middle_names");
  out.abbreviations = reader.phrases(table, "abbreviations");
  out.terms = reader.phrases(table, "terms");
  out.urgency = reader.phrases(table, "urgency");
  out.openings = reader.phrases(table, "openings");
  out.appendix = reader.phrases(table, "appendix");
  out.recipients = reader.phrases(table, "recipients");
  if (const auto* levels = table.get("levels")) {
    if (!levels->is_array()) reader.fail(levels->source(), "'levels' must be a list of lists");
    for (const auto& level : *levels->as_array()) {
      if (!level.is_array()) reader.fail(level.source(), "'levels' must be a list of lists");
      out.levels.push_back(
          reader.phrases(table, "levels", reader.texts(*level.as_array(), "levels")));
    }
  }
  if (out.motto.empty()) reader.fail(table.source(), "'motto' is missing");
  return out;
}

FieldSets readShared(const TomlReader& reader, const toml::table& table, ProfileSet& set) {
  reader.allowOnly(table, {"vocabulary", "sets", "unknown_fields"});
  const auto* words = reader.child(table, "vocabulary");
  if (words == nullptr) reader.fail(table.source(), "[vocabulary] is missing");
  set.vocabulary = vocabulary(reader, *words);
  FieldSets sets;
  if (const auto* listed = reader.child(table, "sets")) {
    for (const auto& [key, value] : *listed) {
      if (!value.is_table()) reader.fail(value.source(), "a field set must be a table");
      sets.emplace(std::string(key.str()), fieldRules(reader, *value.as_table()));
    }
  }
  set.fallback.kind = "unknown";
  for (const auto& name : reader.texts(table, "unknown_fields")) {
    const auto found = sets.find(name);
    if (found == sets.end()) {
      reader.fail(table.get("unknown_fields")->source(),
                  "no field set '" + core::printable(name) + "'");
    }
    set.fallback.fields.insert(found->second.begin(), found->second.end());
  }
  return sets;
}

std::vector<std::filesystem::path> profileFiles(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with('.') || entry.path().extension() != ".toml") continue;
    if (name != kSharedFile) files.push_back(entry.path());
  }
  if (error || files.empty()) {
    throw core::Error(kNoProfiles,
                      {.file = folder.string(), .detail = error ? error.message() : ""});
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

ProfileCheck checkProfiles(const std::filesystem::path& folder) {
  ProfileCheck check;
  try {
    const auto files = profileFiles(folder);
    const auto shared_file = folder / kSharedFile;
    std::string everything = core::readText(shared_file);
    const TomlReader shared(shared_file.string(), kBadProfile);
    const auto sets = readShared(shared, shared.parse(everything), check.set);
    std::set<std::string> kinds;
    for (const auto& file : files) {
      try {
        const TomlReader reader(file.string(), kBadProfile);
        const std::string text = core::readText(file);
        everything += '\0' + text;
        const auto table = reader.parse(text);
        auto one = profile(reader, table, sets);
        if (!kinds.insert(one.kind).second) {
          reader.fail(table.get("kind")->source(), "kind '" + one.kind + "' is described twice");
        }
        check.set.profiles.push_back(std::move(one));
      } catch (const core::Error& error) {
        check.faults.push_back(error);
      }
    }
    std::sort(check.set.profiles.begin(), check.set.profiles.end(),
              [](const Profile& a, const Profile& b) { return a.kind < b.kind; });
    for (const auto& one : check.set.profiles) {
      auto& titles = check.set.vocabulary.titles;
      titles.insert(titles.end(), one.printed.begin(), one.printed.end());
    }
    check.set.digest = core::sha256(everything).hex();
  } catch (const core::Error& error) {
    check.set = {};
    check.faults.push_back(error);
  }
  return check;
}

ProfileSet loadProfiles(const std::filesystem::path& folder) {
  auto check = checkProfiles(folder);
  if (!check.faults.empty()) throw check.faults.front();
  return std::move(check.set);
}

}  // namespace sohoa::metadata
