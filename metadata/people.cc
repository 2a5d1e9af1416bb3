#include "metadata/people.h"

#include <algorithm>

#include "core/text.h"
#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostWords = 7;
constexpr double kFaintInk = 0.35;

bool isNameWord(const PlacedWord& word) {
  if (word.folded.size() < 2 && word.folded != "y") return false;
  const auto signs = core::codePoints(word.text);
  const auto upper = core::codePoints(core::toUpper(word.text));
  const auto lower = core::codePoints(core::toLower(word.text));
  if (signs.size() != upper.size() || signs.size() != lower.size() || signs.size() > 8)
    return false;
  const auto is_letter = [&](std::size_t i) { return upper[i] != lower[i]; };
  if (!is_letter(0) || signs[0] != upper[0]) return false;
  std::size_t capitals = 1;
  for (std::size_t i = 1; i < signs.size(); ++i) {
    if (!is_letter(i)) return false;
    if (signs[i] == upper[i]) ++capitals;
  }
  // All capitals or one: "HẰNG", "Hằng", never "hẰng".
  return capitals == 1 || capitals == signs.size();
}

bool isNoise(const PlacedWord& word) {
  return word.folded.size() < 2 || (word.confidence < kFaintInk && !isNameWord(word));
}

bool isSurname(const PlacedWord& word, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.surnames.begin(), vocabulary.surnames.end(),
                     [&](const Phrase& name) { return name.folded == word.folded; });
}

}  // namespace

std::optional<PersonName> personName(const Reading& reading, const Vocabulary& vocabulary) {
  std::size_t from = 0;
  std::size_t to = reading.words.size();
  bool cut = false;  // something with letters stood before it: perhaps the surname, misread
  while (from < to && isNoise(*reading.words[from])) {
    cut = !reading.words[from++]->folded.empty();
  }
  while (to > from && isNoise(*reading.words[to - 1])) --to;
  const std::size_t count = to - from;
  if (count < 2 || count > kMostWords) return std::nullopt;
  PersonName name;
  for (std::size_t i = from; i < to; ++i) {
    if (!isNameWord(*reading.words[i])) return std::nullopt;
    name.reading.words.push_back(reading.words[i]);
  }
  name.strength = isSurname(*name.reading.words.front(), vocabulary) ? 0.97 : cut ? 0.4 : 0.8;
  return name;
}

}  // namespace sohoa::metadata
