#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Private to store/: what a person types, taken apart, and as FTS5 expressions.
namespace sohoa::store {

struct SearchWords {
  struct Term {
    std::string exact;    // lower case, NFC; a quoted one may hold several words
    std::string folded;   // the same without marks
    bool prefix = false;  // may go on
  };
  std::vector<Term> terms;
  bool has_marks = false;  // of one word at least; then its own spelling ranks first
};

// Throws Error(kBadQuery) over 1,000 bytes or 64 terms.
[[nodiscard]] SearchWords parseSearchWords(std::string_view typed);

// Over the columns `exact` and `folded`.
struct FullTextQuery {
  std::string folded;                // matches every spelling; empty: no words were typed
  std::optional<std::string> exact;  // matches the spelling typed; absent when no word has marks
};

// Every word is quoted, so that no character of it is FTS5 syntax.
[[nodiscard]] FullTextQuery fullTextQuery(const SearchWords& words);

// What the columns are given for the words of a copy. Behind the words stand, each once and marked
// so that nobody types them: their beginnings up to seven letters (the longest syllable), or FTS5
// would join the lists of all words that begin so before it looks for anything else; and in
// `folded` every two that stand side by side, or it would read where each of two common words
// stands in all copies that have both.
[[nodiscard]] std::string exactForIndex(const std::string& words);
[[nodiscard]] std::string foldedForIndex(const std::string& words);

}  // namespace sohoa::store
