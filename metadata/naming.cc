#include "metadata/naming.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "core/text.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostParts = 64;
constexpr std::size_t kLongestName = 120;

bool isName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Letters without marks and figures; a stroke or space becomes a hyphen, other signs go.
std::string plain(std::string_view text, bool capitals) {
  std::string out;
  for (const char32_t sign : core::codePoints(text)) {
    const std::string one = core::toUtf8({sign});
    const auto folded = core::codePoints(core::foldMarks(one));
    if (folded.empty()) continue;
    const bool small_letter = folded[0] >= U'a' && folded[0] <= U'z';
    const bool raise = small_letter && (capitals || core::toLower(one) != one);
    const char32_t c = raise ? folded[0] - U'a' + U'A' : folded[0];
    const bool kept = (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') ||
                      (c >= U'A' && c <= U'Z') || c == U'.' || c == U'_' || c == U'-';
    if (kept) out += static_cast<char>(c);
    if ((c == U'/' || c == U' ') && !out.empty() && out.back() != '-') out += '-';
    if (out.size() == kLongestName) break;
  }
  return out;
}

std::map<std::string, std::string> valuesOf(const core::Document& document, const Naming& naming,
                                            const std::string& type) {
  std::map<std::string, std::string> values;
  for (const auto& [name, field] : document.fields) {
    if (const auto* text = std::get_if<std::string>(&field.value)) values[name] = *text;
  }
  if (const auto day = values.find("ngay_ban_hanh"); day != values.end()) {
    const std::string iso = day->second;
    if (iso.size() == 10) {
      values["year"] = iso.substr(0, 4);
      values["month"] = iso.substr(5, 2);
      values["day"] = iso.substr(8, 2);
    }
  }
  values["unit"] = naming.unit;
  values["kind"] = document.kind;
  values["type"] = type.empty() ? document.kind : type;
  values["n"] = std::to_string(document.number);
  return values;
}

}  // namespace

NameTemplate::NameTemplate(std::string_view text) : text_(text) {
  int groups = 0;
  int group = 0;
  while (!text.empty()) {
    if (parts_.size() > kMostParts) throw std::invalid_argument("the template has too many parts");
    const char sign = text.front();
    if (sign == '[' || sign == ']') {
      if ((sign == '[') == (group != 0)) throw std::invalid_argument("brackets do not pair");
      group = sign == '[' ? ++groups : 0;
      text.remove_prefix(1);
      continue;
    }
    Part part;
    part.group = group;
    if (sign != '{') {
      const auto end = std::min(text.find_first_of("[]{"), text.size());
      part.literal = std::string(text.substr(0, end));
      if (part.literal.find('}') != std::string::npos) {
        throw std::invalid_argument("a closing brace has no opening one");
      }
      text.remove_prefix(end);
      parts_.push_back(std::move(part));
      continue;
    }
    const auto end = text.find('}');
    if (end == std::string_view::npos) throw std::invalid_argument("a brace is not closed");
    std::string_view inner = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (const auto colon = inner.find(':'); colon != std::string_view::npos) {
      const auto width = inner.substr(colon + 1);
      if (width.size() != 1 || width[0] < '1' || width[0] > '9') {
        throw std::invalid_argument("a width is one figure, 1 to 9");
      }
      part.width = static_cast<std::size_t>(width[0] - '0');
      inner = inner.substr(0, colon);
    }
    while (true) {
      const auto stroke = std::min(inner.find('|'), inner.size());
      if (!isName(inner.substr(0, stroke))) {
        throw std::invalid_argument("a part is a field's name: a-z, 0-9 and _");
      }
      part.names.emplace_back(inner.substr(0, stroke));
      if (stroke == inner.size()) break;
      inner.remove_prefix(stroke + 1);
    }
    parts_.push_back(std::move(part));
  }
  if (group != 0) throw std::invalid_argument("brackets do not pair");
  if (parts_.empty()) throw std::invalid_argument("the template is empty");
}

std::optional<std::string> NameTemplate::fill(
    const std::map<std::string, std::string>& values) const {
  const auto valueOf = [&](const Part& part) {
    for (const auto& name : part.names) {
      const auto found = values.find(name);
      if (found == values.end() || found->second.empty()) continue;
      std::string value = found->second;
      if (value.size() < part.width) value.insert(0, part.width - value.size(), '0');
      return value;
    }
    return std::string();
  };
  std::set<int> blank;
  for (const auto& part : parts_) {
    if (part.names.empty() || !valueOf(part).empty()) continue;
    if (part.group == 0) return std::nullopt;
    blank.insert(part.group);
  }
  std::string out;
  for (const auto& part : parts_) {
    if (blank.contains(part.group)) continue;
    out += part.names.empty() ? part.literal : valueOf(part);
  }
  return out;
}

void nameDocument(core::Document& document, const Naming& naming, const std::string& type) {
  document.result_code.clear();
  document.file_name.clear();
  if (document.secret) return;
  const auto values = valuesOf(document, naming, type);
  if (const auto code = naming.result_code.fill(values)) document.result_code = plain(*code, true);
  if (const auto name = naming.file_name.fill(values)) {
    document.file_name = plain(*name, false);
    // "..", ".x" and "-x" mean something to shells and file systems.
    document.file_name.erase(0, document.file_name.find_first_not_of(".-"));
  }
}

}  // namespace sohoa::metadata
