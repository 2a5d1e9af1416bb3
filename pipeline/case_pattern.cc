#include "pipeline/case_pattern.h"

#include <algorithm>
#include <set>

#include "core/text.h"

namespace sohoa::pipeline {
namespace {

using core::Error;

[[noreturn]] void refuse(const std::string& pattern, const char* why) {
  throw Error(core::kBadSettings, {.detail = "case pattern \"" + pattern + "\": " + why});
}

bool isWordLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// As it is compared and kept: NFC, bytes that are not UTF-8 as escapes.
std::string clean(const std::string& name) { return core::printable(core::toNfc(name)); }

}  // namespace

CasePattern::Segment CasePattern::parse(std::string_view segment, const std::string& pattern) {
  Segment tokens;
  while (!segment.empty()) {
    if (segment.front() == '{') {
      const auto end = segment.find('}');
      if (end == std::string_view::npos) refuse(pattern, "a { without }");
      const auto word = segment.substr(1, end - 1);
      if (word.empty() || !std::all_of(word.begin(), word.end(), isWordLetter)) {
        refuse(pattern, "a word is small letters, digits and _");
      }
      if (!tokens.empty() && tokens.back().word) refuse(pattern, "two words without text between");
      tokens.push_back({std::string(word), true});
      segment.remove_prefix(end + 1);
    } else {
      const auto end = std::min(segment.find('{'), segment.size());
      tokens.push_back({core::toNfc(segment.substr(0, end)), false});
      segment.remove_prefix(end);
    }
  }
  return tokens;
}

CasePattern::CasePattern(const std::string& pattern) {
  if (pattern.empty()) return;
  std::set<std::string> seen;
  for (std::size_t start = 0; start <= pattern.size();) {
    const auto end = std::min(pattern.find('/', start), pattern.size());
    auto segment = parse(std::string_view(pattern).substr(start, end - start), pattern);
    if (segment.empty()) refuse(pattern, "nothing between two slashes");
    for (const auto& token : segment) {
      if (token.word && !seen.insert(token.text).second) refuse(pattern, "a word stands twice");
    }
    segments_.push_back(std::move(segment));
    start = end + 1;
  }
  if (seen.empty()) refuse(pattern, "no word in braces");
}

bool CasePattern::fits(const Segment& segment, std::string_view name,
                       std::map<std::string, std::string>& words) {
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const auto& token = segment[i];
    if (!token.word) {
      if (!name.starts_with(token.text)) return false;
      name.remove_prefix(token.text.size());
      continue;
    }
    auto end = name.size();
    if (i + 2 == segment.size()) {  // only fixed text follows: it must be the end
      const auto& tail = segment[i + 1].text;
      if (!name.ends_with(tail)) return false;
      end = name.size() - tail.size();
    } else if (i + 1 < segment.size()) {
      end = name.find(segment[i + 1].text, 1);
    }
    if (end == 0 || end == std::string_view::npos || end > name.size()) return false;
    words[token.text] = std::string(name.substr(0, end));
    name.remove_prefix(end);
  }
  return name.empty();
}

std::string CasePattern::caseOf(const std::map<std::string, std::string>& words) const {
  if (const auto named = words.find("case"); named != words.end()) return named->second;
  std::string joined;
  for (const auto& segment : segments_) {
    for (const auto& token : segment) {
      if (!token.word || token.text == "file") continue;
      joined += (joined.empty() ? "" : "/") + words.at(token.text);
    }
  }
  return joined.empty() ? words.at("file") : joined;
}

std::optional<core::CasePlace> CasePattern::place(const std::filesystem::path& below) const {
  std::vector<std::string> names;
  for (const auto& part : below) names.push_back(clean(part.string()));
  if (names.empty()) return {};
  core::CasePlace place;
  if (segments_.empty()) {
    if (names.size() == 1) {
      place.case_file = names.front();
      return place;
    }
    place.case_file = names.front();
    for (std::size_t i = 1; i + 1 < names.size(); ++i) place.case_file += "/" + names[i];
    return place;
  }
  if (names.size() != segments_.size()) return {};
  names.back() = clean(below.stem().string());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!fits(segments_[i], names[i], place.parts)) return {};
  }
  place.case_file = caseOf(place.parts);
  return place;
}

}  // namespace sohoa::pipeline
