#include "config/toml_section.h"

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

void Section::fail(const toml::node& node, std::string_view key, const std::string& wanted) const {
  throw core::Error(
      core::kBadSettings,
      {.file = file_, .detail = lineOf(node.source()) + full(key) + " must be " + wanted});
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
