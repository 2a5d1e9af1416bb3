#pragma once

#include <toml++/toml.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "metadata/fold.h"
#include "metadata/phrase.h"

namespace sohoa::metadata {

// One file being read; knows how to name the place of a fault.
class TomlReader {
 public:
  // Faults are thrown as Error(code).
  TomlReader(std::string file, const core::ErrorCode& code) : file_(std::move(file)), code_(code) {}

  [[noreturn]] void fail(const toml::source_region& at, const std::string& cause) const {
    throw core::Error(code_,
                      {.file = file_ + ":" + std::to_string(at.begin.line), .detail = cause});
  }

  [[nodiscard]] toml::table parse(std::string_view text) const {
    try {
      return toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
      fail(error.source(), std::string(error.description()));
    }
  }

  void allowOnly(const toml::table& table, std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : table) {
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
        fail(value.source(), "unknown key '" + core::printable(key.str()) + "'");
      }
    }
  }

  [[nodiscard]] std::string text(const toml::table& table, std::string_view key) const {
    const auto* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_string()) fail(node->source(), "'" + std::string(key) + "' must be a string");
    return core::toNfc(node->as_string()->get());
  }

  [[nodiscard]] std::string neededText(const toml::table& table, std::string_view key) const {
    std::string value = text(table, key);
    if (value.empty()) fail(table.source(), "'" + std::string(key) + "' is missing or empty");
    return value;
  }

  [[nodiscard]] bool flag(const toml::table& table, std::string_view key) const {
    const auto* node = table.get(key);
    if (node == nullptr) return false;
    if (!node->is_boolean())
      fail(node->source(), "'" + std::string(key) + "' must be true or false");
    return node->as_boolean()->get();
  }

  [[nodiscard]] std::vector<std::string> texts(const toml::table& table,
                                               std::string_view key) const {
    const auto* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_array()) fail(node->source(), "'" + std::string(key) + "' must be a list");
    return texts(*node->as_array(), key);
  }

  [[nodiscard]] std::vector<std::string> texts(const toml::array& list,
                                               std::string_view key) const {
    std::vector<std::string> out;
    for (const auto& item : list) {
      if (!item.is_string() || item.as_string()->get().empty()) {
        fail(item.source(), "'" + std::string(key) + "' must hold strings that are not empty");
      }
      out.push_back(core::toNfc(item.as_string()->get()));
    }
    return out;
  }

  [[nodiscard]] std::vector<Phrase> phrases(const toml::table& table, std::string_view key) const {
    return phrases(table, key, texts(table, key));
  }

  [[nodiscard]] std::vector<Phrase> phrases(const toml::table& table, std::string_view key,
                                            std::vector<std::string> printed) const {
    std::vector<Phrase> out;
    for (auto& one : printed) {
      std::string folded = fold(one);
      if (folded.empty()) {
        fail(table.get(key)->source(), "'" + std::string(key) + "' holds text without letters");
      }
      out.push_back({std::move(one), std::move(folded)});
    }
    return out;
  }

  [[nodiscard]] const toml::table* child(const toml::table& table, std::string_view key) const {
    const auto* node = table.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) fail(node->source(), "'" + std::string(key) + "' must be a table");
    return node->as_table();
  }

  template <class Value>
  [[nodiscard]] Value choice(
      const toml::table& table, std::string_view key, Value fallback,
      std::initializer_list<std::pair<std::string_view, Value>> names) const {
    const std::string name = text(table, key);
    if (name.empty()) return fallback;
    for (const auto& [known, value] : names) {
      if (known == name) return value;
    }
    fail(table.get(key)->source(),
         "'" + std::string(key) + "' has no choice '" + core::printable(name) + "'");
  }

 private:
  std::string file_;
  core::ErrorCode code_;
};

}  // namespace sohoa::metadata
