#include "store/tsvector_words.h"

#include <algorithm>
#include <set>

#include "core/text.h"

namespace sohoa::store {
namespace {

// A tsvector ends at 1 MB, and one of its words at 2 kB; pages of noise must not be refused for it.
constexpr std::size_t kMostBytes = 900'000;
constexpr std::size_t kMostWordBytes = 1000;

std::string cut(const std::string& word) {
  if (word.size() <= kMostWordBytes) return word;
  auto end = kMostWordBytes;
  while ((static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) --end;
  return word.substr(0, end);
}

std::string lexeme(const std::string& word) { return "'" + cut(word) + "'"; }

}  // namespace

std::string vectorOf(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : std::set<std::string>(words.begin(), words.end())) {
    if (out.size() > kMostBytes) break;
    out.append(lexeme(word)).append(" ");
  }
  return out;
}

std::vector<std::string> pairsOf(const std::vector<std::string>& words) {
  std::vector<std::string> pairs;
  for (std::size_t i = 1; i < words.size(); ++i) pairs.push_back(words[i - 1] + " " + words[i]);
  return pairs;
}

std::string spaced(const std::vector<std::string>& words) {
  std::string out = " ";
  for (const auto& word : words) out.append(word).append(" ");
  return out;
}

std::string allOf(const std::vector<std::string>& queries) {
  std::string out;
  for (const auto& query : queries) out.append(out.empty() ? "" : " & ").append(query);
  return out;
}

void WantedWords::add(const std::string& term, bool prefix) {
  const auto words = core::splitWords(term);
  const auto goesOn = [&](std::size_t place, std::size_t count) {
    return prefix && place + 1 == count;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool open = goesOn(i, words.size());
    parts.push_back({lexeme(words[i]) + (open ? ":*" : ""), open});
  }
  if (words.size() < 2) return;
  const auto both = pairsOf(words);
  for (std::size_t i = 0; i < both.size(); ++i) {
    pairs.append(pairs.empty() ? "" : " & ").append(lexeme(both[i]));
    if (goesOn(i, both.size())) pairs += ":*";
  }
  longest = std::max(longest, words.size());
  phrases.push_back(spaced(words));
  if (prefix) phrases.back().pop_back();
}

std::string WantedWords::query() const {
  std::vector<std::string> queries;
  for (const auto& part : parts) queries.push_back(part.query);
  return allOf(queries);
}

}  // namespace sohoa::store
