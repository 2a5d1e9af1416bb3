#pragma once

#include <toml++/toml.h>
#include <chrono>
#include <filesystem>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Private to config/: the only header that shows toml++.
namespace sohoa::config {

struct SettingLine;

// Throws Error(kBadSettings) with file and line.
[[nodiscard]] toml::table parseToml(const std::filesystem::path& file);

// Sets one key of a section: "section.key=value". The value is TOML, or else a bare word. Throws
// Error(kBadSettings).
void setToml(toml::table& table, const std::string& assignment);

// Walks one table; every key must be taken by somebody, so that a typing mistake never goes unseen.
// Absent keys leave what they would set as it is. Throws Error(kBadSettings) with file, line and
// key. `table` outlives the section.
class Section {
 public:
  // `listed`: gets a line for each key that is asked for, there or not.
  Section(const toml::table& table, std::string name, std::string file,
          std::vector<SettingLine>* listed = nullptr)
      : table_(table), name_(std::move(name)), file_(std::move(file)), listed_(listed) {}

  void text(std::string_view key, std::string& into) {
    if (const auto* node = take(key)) into = value<std::string>(*node, key, "a string");
    note(key, into);
  }
  void flag(std::string_view key, bool& into) {
    if (const auto* node = take(key)) into = value<bool>(*node, key, "true or false");
    note(key, into ? "true" : "false");
  }
  template <class Number>
  void number(std::string_view key, Number& into, double least, double most) {
    if (const auto* node = take(key)) {
      const auto read = value<double>(*node, key, "a number");
      if (!(read >= least && read <= most)) {
        std::ostringstream range;
        range << "a number from " << least << " to " << most;
        fail(*node, key, range.str());
      }
      into = static_cast<Number>(read);
    }
    std::ostringstream shown;
    shown << into;
    note(key, shown.str());
  }
  void seconds(std::string_view key, std::chrono::seconds& into, double most) {
    auto count = into.count();
    number(key, count, 1, most);
    into = std::chrono::seconds(count);
  }
  void path(std::string_view key, const std::filesystem::path& home, std::filesystem::path& into) {
    if (const auto* node = take(key)) {
      into = resolve(home, value<std::string>(*node, key, "a path"));
    }
    note(key, into.string());
  }
  void paths(std::string_view key, const std::filesystem::path& home,
             std::vector<std::filesystem::path>& into) {
    std::vector<std::filesystem::path> read;
    if (each(key, [&](const std::string& item) { read.push_back(resolve(home, item)); })) {
      into = std::move(read);
    }
    std::string shown;
    for (const auto& one : into) shown += (shown.empty() ? "" : ", ") + one.string();
    note(key, shown);
  }
  void texts(std::string_view key, std::vector<std::string>& into) {
    std::vector<std::string> read;
    if (each(key, [&](const std::string& item) { read.push_back(item); })) into = std::move(read);
    std::string shown;
    for (const auto& one : into) shown += (shown.empty() ? "" : ", ") + one;
    note(key, shown);
  }
  template <class Visit>
  void section(std::string_view key, Visit visit) {
    static const toml::table kEmpty;
    const auto* node = take(key);
    if (node == nullptr && listed_ == nullptr) return;
    if (node != nullptr && !node->is_table()) fail(*node, key, "a table");
    Section inner(node == nullptr ? kEmpty : *node->as_table(), full(key), file_, listed_);
    visit(inner);
    inner.finish();
  }
  // An array of tables, [[key]]; `visit` gets each with its place in the file.
  template <class Visit>
  void eachOf(std::string_view key, Visit visit) {
    const auto* node = take(key);
    if (node == nullptr) return;
    if (!node->is_array_of_tables()) fail(*node, key, "tables, each under [[" + full(key) + "]]");
    for (const auto& item : *node->as_array()) {
      Section inner(*item.as_table(), full(key), file_, listed_);
      visit(item, inner);
      inner.finish();
    }
  }
  // Every key must be a table, under whatever name.
  template <class Visit>
  void eachSection(Visit visit) {
    for (const auto& [key, node] : table_) {
      const std::string name(key.str());
      section(name, [&](Section& inner) { visit(name, inner); });
    }
  }
  // Every key, whatever its name; `visit` takes it.
  template <class Visit>
  void eachKey(Visit visit) {
    for (const auto& [key, node] : table_) {
      taken_.emplace_back(key.str());
      visit(std::string(key.str()), node);
    }
  }
  void oneOf(std::string_view key, std::string& into, std::initializer_list<const char*> words) {
    text(key, into);
    const auto* node = take(key);
    if (node == nullptr) return;
    std::string wanted;
    for (const char* word : words) {
      if (into == word) return;
      wanted += (wanted.empty() ? "" : ", ") + std::string(word);
    }
    fail(*node, key, "one of " + wanted);
  }
  [[noreturn]] void fail(const toml::node& node, std::string_view key,
                         const std::string& wanted) const;
  [[nodiscard]] const toml::node* take(std::string_view key) {
    taken_.emplace_back(key);
    return table_.get(key);
  }
  // Throws when a key was not taken.
  void finish() const;

 private:
  void note(std::string_view key, const std::string& value);
  [[nodiscard]] std::string full(std::string_view key) const {
    return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
  }
  template <class Value>
  Value value(const toml::node& node, std::string_view key, const std::string& wanted) const {
    const auto read = node.value<Value>();
    if (!read) fail(node, key, wanted);
    return *read;
  }
  template <class Visit>
  bool each(std::string_view key, Visit visit) {
    const auto* node = take(key);
    if (node == nullptr) return false;
    if (!node->is_array()) fail(*node, key, "a list of strings");
    for (const auto& item : *node->as_array()) {
      visit(value<std::string>(item, key, "a list of strings"));
    }
    return true;
  }
  static std::filesystem::path resolve(const std::filesystem::path& home, const std::string& text) {
    if (text.empty()) return {};
    const std::filesystem::path path(text);
    return path.is_absolute() ? path : home / path;
  }

  const toml::table& table_;
  std::string name_;
  std::string file_;
  std::vector<std::string> taken_;
  std::vector<SettingLine>* listed_;
};

}  // namespace sohoa::config
