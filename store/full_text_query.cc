#include "store/full_text_query.h"

#include <set>
#include <vector>

#include "core/ports/errors.h"
#include "core/text.h"

namespace sohoa::store {
namespace {

constexpr std::size_t kMostBytes = 1000;
constexpr std::size_t kMostTerms = 64;

struct Typed {
  std::string text;
  bool quoted = false;
};

bool isQuote(char32_t c) { return c == U'"' || c == U'\u201C' || c == U'\u201D'; }
bool isGap(char32_t c) { return c <= U' ' || c == U'\u00A0' || c == U'\u3000' || c == 0x7F; }

std::vector<Typed> terms(std::string_view typed) {
  std::vector<Typed> out;
  std::vector<char32_t> pending;
  bool quoted = false;
  const auto flush = [&] {
    const std::string text = core::squeeze(core::toUtf8(pending));
    pending.clear();
    if (!text.empty()) out.push_back({text, quoted});
  };
  for (const char32_t c : core::codePoints(typed)) {
    if (isQuote(c)) {
      flush();
      quoted = !quoted;
    } else if (isGap(c) && !quoted) {
      flush();
    } else {
      pending.push_back(isGap(c) ? U' ' : c);
    }
  }
  flush();
  return out;
}

// Stands before a beginning: private, so that it is part of a word and no text has it.
constexpr std::string_view kBeginning = "\uE000";
constexpr std::size_t kLongestBeginning = 7;

// Whether the index has it as a word.
bool isBeginning(const std::string& text) {
  const auto words = core::splitWords(text);
  return words.size() == 1 && words.front() == text &&
         core::codePoints(text).size() <= kLongestBeginning;
}

void append(std::string& expression, std::string_view column, const std::string& phrase,
            bool prefix) {
  if (!expression.empty()) expression += ' ';
  expression.append(column).append(" : \"");
  if (prefix && isBeginning(phrase)) {
    expression.append(kBeginning).append(phrase).append("\"");
  } else {
    expression.append(phrase).append(prefix ? "\" *" : "\"");
  }
}

}  // namespace

SearchWords parseSearchWords(std::string_view typed) {
  const auto all = terms(typed);
  if (typed.size() > kMostBytes || all.size() > kMostTerms) throw core::Error(core::kBadQuery, {});
  SearchWords words;
  for (const auto& term : all) {
    const std::string lower = core::toLower(core::toNfc(term.text));
    const std::string folded = core::foldMarks(lower);
    words.has_marks = words.has_marks || lower != folded;
    words.terms.push_back({lower, folded, &term == &all.back() && !term.quoted});
  }
  return words;
}

FullTextQuery fullTextQuery(const SearchWords& words) {
  FullTextQuery query;
  std::string exact;
  for (const auto& term : words.terms) {
    append(query.folded, "folded", term.folded, term.prefix);
    append(exact, "exact", term.exact, term.prefix);
  }
  if (words.has_marks) query.exact = exact;
  return query;
}

std::string withBeginnings(const std::string& text) {
  std::set<std::string> beginnings;
  for (const auto& word : core::splitWords(text)) {
    std::size_t end = 0;
    for (std::size_t letters = 0; letters < kLongestBeginning && end < word.size(); ++letters) {
      do ++end;
      while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80);
      beginnings.insert(word.substr(0, end));
    }
  }
  std::string out = text;
  for (const auto& each : beginnings) out.append(" ").append(kBeginning).append(each);
  return out;
}

}  // namespace sohoa::store
