#pragma once

#include <string>
#include <vector>

// Private to store/: words as PostgreSQL's tsvectors and tsqueries hold them.
namespace sohoa::store {

// The different words, as a tsvector's text; short of its limit, first ones of the alphabet first.
[[nodiscard]] std::string vectorOf(const std::vector<std::string>& words);
// "khai sinh", "sinh an": words that stand together.
[[nodiscard]] std::vector<std::string> pairsOf(const std::vector<std::string>& words);
// " khai sinh ": every word between single spaces.
[[nodiscard]] std::string spaced(const std::vector<std::string>& words);

// What is typed as tsqueries over words and pairs, and what must stand in the text besides.
struct WantedWords {
  struct Part {
    std::string query;  // of one word
    bool prefix = false;
  };
  std::vector<Part> parts;
  std::string pairs;
  std::vector<std::string> phrases;
  std::size_t longest = 0;  // words of the longest phrase

  void add(const std::string& term, bool prefix);
  [[nodiscard]] std::string query() const;  // of all parts
};

[[nodiscard]] std::string allOf(const std::vector<std::string>& queries);

}  // namespace sohoa::store
