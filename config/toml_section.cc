#include "config/toml_section.h"

#include "config/settings.h"

#include <algorithm>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::config {
namespace {

std::string lineOf(const toml::source_region& at) {
  return "line " + std::to_string(at.begin.line) + ": ";
}

}  // namespace

toml::table parseToml(const std::filesystem::path& file) {
  try {
    return toml::parse(core::readText(file), file.string());
  } catch (const toml::parse_error& error) {
    throw core::Error(core::kBadSettings,
                      {.file = file.string(),
                       .detail = lineOf(error.source()) + std::string(error.description())});
  }
}

void setToml(toml::table& table, const std::string& assignment) {
  const auto equals = assignment.find('=');
  const auto dot = assignment.find('.');
  if (equals == std::string::npos || dot == std::string::npos || dot == 0 || dot + 1 >= equals) {
    throw core::Error(core::kBadSettings,
                      {.detail = "--set " + assignment.substr(0, equals) + ": section.key=value"});
  }
  const auto section = assignment.substr(0, dot);
  const auto key = assignment.substr(dot + 1, equals - dot - 1);
  const auto word = assignment.substr(equals + 1);
  if (!table.contains(section)) table.insert(section, toml::table());
  auto* inner = table[section].as_table();
  if (inner == nullptr) return;  // the file itself is wrong there, which Section tells
  try {
    const auto parsed = toml::parse("value = " + word);
    if (parsed.size() == 1) {
      inner->insert_or_assign(key, parsed["value"]);
      return;
    }
  } catch (const toml::parse_error&) {
    inner->insert_or_assign(key, word);
    return;
  }
  inner->insert_or_assign(key, word);
}

void Section::fail(const toml::node& node, std::string_view key, const std::string& wanted) const {
  throw core::Error(
      core::kBadSettings,
      {.file = file_, .detail = lineOf(node.source()) + full(key) + " must be " + wanted});
}

void Section::note(std::string_view key, const std::string& value) {
  if (listed_ == nullptr) return;
  const auto* node = table_.get(key);
  SettingLine line{full(key), value, 0, {}, {}};
  if (node != nullptr) line.line = static_cast<int>(node->source().begin.line);
  if (!listed_->empty() && listed_->back().key == line.key) listed_->pop_back();  // asked twice
  listed_->push_back(std::move(line));
}

void Section::finish() const {
  for (const auto& [key, node] : table_) {
    if (std::find(taken_.begin(), taken_.end(), key.str()) == taken_.end()) {
      throw core::Error(
          core::kBadSettings,
          {.file = file_, .detail = lineOf(node.source()) + "unknown key " + full(key.str())});
    }
  }
}

}  // namespace sohoa::config
