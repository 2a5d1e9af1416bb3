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

// Stands before a beginning, and between two words that are side by side: private, so that it is
// part of a word and no text has it.
constexpr std::string_view kBeginning = "\uE000";
constexpr std::string_view kPair = "\uE001";
constexpr std::size_t kLongestBeginning = 7;

// Whether the index has it as a word.
bool isBeginning(const std::string& text) {
  const auto words = core::splitWords(text);
  return words.size() == 1 && words.front() == text &&
         core::codePoints(text).size() <= kLongestBeginning;
}

void append(std::string& expression, std::string_view column, const std::string& phrase) {
  if (!expression.empty()) expression += ' ';
  expression.append(column).append(" : \"").append(phrase).append("\"");
}

void append(std::string& expression, std::string_view column, const std::string& phrase,
            bool prefix) {
  if (prefix && isBeginning(phrase)) {
    append(expression, column, std::string(kBeginning) + phrase);
  } else {
    append(expression, column, phrase);
    if (prefix) expression += " *";
  }
}

// The pairs of a phrase, but the one whose last word may go on. True: they are all there is to ask.
bool appendPairs(std::string& expression, const SearchWords::Term& term) {
  const auto words = core::splitWords(term.folded);
  const auto whole = term.prefix && !words.empty() ? words.size() - 1 : words.size();
  for (std::size_t i = 1; i < whole; ++i) {
    append(expression, "folded", words[i - 1] + std::string(kPair) + words[i]);
  }
  return words.size() == 2 && whole == 2;
}

void addBeginnings(std::set<std::string>& marked, const std::vector<std::string>& words) {
  for (const auto& word : words) {
    std::size_t end = 0;
    for (std::size_t letters = 0; letters < kLongestBeginning && end < word.size(); ++letters) {
      do ++end;
      while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80);
      marked.insert(std::string(kBeginning) + word.substr(0, end));
    }
  }
}

std::string joined(std::string text, const std::set<std::string>& marked) {
  for (const auto& each : marked) text.append(" ").append(each);
  return text;
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
    const bool pair = appendPairs(query.folded, term);
    if (!pair) append(query.folded, "folded", term.folded, term.prefix);
    static_cast<void>(appendPairs(exact, term));
    append(exact, "exact", term.exact, term.prefix);
  }
  if (words.has_marks) query.exact = exact;
  return query;
}

std::string exactForIndex(const std::string& words) {
  const auto lower = core::toLower(words);
  std::set<std::string> marked;
  addBeginnings(marked, core::splitWords(lower));
  return joined(lower, marked);
}

std::string foldedForIndex(const std::string& words) {
  const auto folded = core::foldMarks(words);
  const auto split = core::splitWords(folded);
  std::set<std::string> marked;
  addBeginnings(marked, split);
  for (std::size_t i = 1; i < split.size(); ++i) {
    marked.insert(split[i - 1] + std::string(kPair) + split[i]);
  }
  return joined(folded, marked);
}

}  // namespace sohoa::store
