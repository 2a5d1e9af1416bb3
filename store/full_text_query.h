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

// What the index is given for a text: the text, and behind it the different beginnings of its
// words, up to seven letters (the longest syllable), as words of their own that nobody types. FTS5
// would join the lists of all words that begin so before it looks for anything else.
[[nodiscard]] std::string withBeginnings(const std::string& text);

}  // namespace sohoa::store
