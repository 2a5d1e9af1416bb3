#include "metadata/fold.h"

#include <algorithm>
#include <vector>

#include "core/text.h"

namespace sohoa::metadata {
namespace {

bool isHidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0xFFFD;
}

bool isDash(char32_t c) { return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xAF; }

std::size_t allowance(std::size_t length) { return length < 4 ? 0 : 1 + (length - 4) / 6; }

}  // namespace

std::string fold(std::string_view utf8) {
  std::string out;
  bool gap = false;
  for (const char32_t c : core::codePoints(core::foldMarks(utf8))) {
    const char32_t plain = c == U'ð' ? U'd' : c;
    const bool kept = (plain >= U'a' && plain <= U'z') || (plain >= U'0' && plain <= U'9');
    if (!kept) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += ' ';
    gap = false;
    out += static_cast<char>(plain);
  }
  return out;
}

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string withoutSpaces(std::string_view folded) {
  std::string out;
  std::copy_if(folded.begin(), folded.end(), std::back_inserter(out),
               [](char c) { return c != ' '; });
  return out;
}

std::size_t editDistance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  std::vector<std::size_t> row(a.size() + 1);
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (std::size_t j = 1; j <= b.size(); ++j) {
    // Only cells within `limit` of the diagonal can hold a distance that counts.
    const std::size_t from = j > limit ? j - limit : 1;
    const std::size_t to = std::min(a.size(), j + limit);
    std::size_t diagonal = row[from - 1];
    row[from - 1] = from == 1 ? j : limit + 1;
    std::size_t best = row[from - 1];
    for (std::size_t i = from; i <= to; ++i) {
      const std::size_t above = i == j + limit ? limit + 1 : row[i];
      const std::size_t cost = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[i];
      row[i] = std::min({cost, above + 1, row[i - 1] + 1});
      best = std::min(best, row[i]);
    }
    if (best > limit) return limit + 1;
  }
  return std::min(row[a.size()], limit + 1);
}

double similarity(std::string_view a, std::string_view b) {
  const std::size_t longest = std::max(a.size(), b.size());
  if (longest == 0) return 0;
  const std::size_t limit = longest / 2;
  const std::size_t distance = editDistance(a, b, limit);
  if (distance > limit) return 0;
  return 1.0 - static_cast<double>(distance) / static_cast<double>(longest);
}

bool alike(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const std::size_t limit = allowance(std::min(a.size(), b.size()));
  return limit > 0 && editDistance(a, b, limit) <= limit;
}

bool beginsWith(std::string_view text, std::string_view phrase) {
  while (!phrase.empty()) {
    if (text.empty()) return false;
    const auto text_end = std::min(text.find(' '), text.size());
    const auto phrase_end = std::min(phrase.find(' '), phrase.size());
    if (!alike(text.substr(0, text_end), phrase.substr(0, phrase_end))) return false;
    text.remove_prefix(std::min(text_end + 1, text.size()));
    phrase.remove_prefix(std::min(phrase_end + 1, phrase.size()));
  }
  return true;
}

bool beginsExactly(std::string_view text, std::string_view phrase) {
  return text.starts_with(phrase) && (text.size() == phrase.size() || text[phrase.size()] == ' ');
}

std::string cleaned(std::string_view utf8) {
  std::vector<char32_t> out;
  for (const char32_t c : core::codePoints(utf8)) {
    if (isHidden(c)) continue;
    out.push_back(isDash(c) ? U'-' : c == U'Ð' ? U'Đ' : c);
  }
  return core::toNfc(core::toUtf8(out));
}

double capitalShare(std::string_view utf8) {
  const auto original = core::codePoints(utf8);
  const auto lower = core::codePoints(core::toLower(utf8));
  const auto upper = core::codePoints(core::toUpper(utf8));
  if (original.size() != lower.size() || original.size() != upper.size()) return 0;
  std::size_t letters = 0;
  std::size_t capitals = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    if (lower[i] == upper[i]) continue;
    ++letters;
    if (original[i] == upper[i]) ++capitals;
  }
  return letters == 0 ? 0 : static_cast<double>(capitals) / static_cast<double>(letters);
}

}  // namespace sohoa::metadata
