#include "metadata/people.h"

#include <algorithm>

#include "core/text.h"
#include "metadata/fold.h"
#include "metadata/syllable.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMostWords = 7;
constexpr double kFaintInk = 0.35;

std::string trimmed(const std::string& text) {
  static constexpr std::string_view kSigns = " .,;:-_'\"`|*~^!()[]{}";
  const auto first = text.find_first_not_of(kSigns);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kSigns) - first + 1);
}

bool isNameWord(const std::string& text) {
  const std::string folded = fold(text);
  if (folded.size() < 2 && folded != "y") return false;
  const auto signs = core::codePoints(text);
  const auto upper = core::codePoints(core::toUpper(text));
  const auto lower = core::codePoints(core::toLower(text));
  if (signs.size() != upper.size() || signs.size() != lower.size() || signs.size() > 8)
    return false;
  const auto is_letter = [&](std::size_t i) { return upper[i] != lower[i]; };
  if (!is_letter(0) || signs[0] != upper[0]) return false;
  std::size_t capitals = 1;
  for (std::size_t i = 1; i < signs.size(); ++i) {
    if (!is_letter(i)) return false;
    if (signs[i] == upper[i]) ++capitals;
  }
  // All capitals or one: "HẰNG", "Hằng", never "hẰNG".
  return capitals == 1 || capitals == signs.size();
}

bool isNoise(const PlacedWord& word) {
  return word.folded.size() < 2 || word.ink ||
         (word.confidence < kFaintInk && !isNameWord(trimmed(word.text)));
}

enum class Known { kYes, kMended, kNo };

// A word read with this confidence is left as it is: rare names are names too.
constexpr double kSure = 0.93;

// Looks the word up; puts the known form in where it is the only one with these letters or, for
// what is no syllable, with one other letter.
// Of a middle word, `usual` is what several with these letters are taken for ("VẤN": "Văn").
Known lookUp(std::string& text, const std::vector<Phrase>& names, bool sure,
             const std::vector<Phrase>& usual = {}) {
  const std::string lower = core::toLower(text);
  const std::string folded = fold(text);
  const Phrase* only = nullptr;
  std::size_t alike = 0;
  for (const auto& name : names) {
    if (name.folded != folded) continue;
    if (core::toLower(name.printed) == lower) return Known::kYes;
    only = &name;
    ++alike;
  }
  if (sure) return Known::kNo;
  for (const auto& name : usual) {
    if (name.folded != folded) continue;
    only = &name;
    alike = 1;
  }
  if (alike == 0 && folded.size() >= 3 && !isSyllable(folded)) {
    for (const auto& name : names) {
      if (name.folded.size() != folded.size() || editDistance(name.folded, folded, 1) > 1) continue;
      only = &name;
      ++alike;
    }
  }
  if (alike != 1) return Known::kNo;
  text = core::codePoints(text).size() > 1 && capitalShare(text) == 1 ? core::toUpper(only->printed)
                                                                      : only->printed;
  return Known::kMended;
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
  double strange = 0;
  for (std::size_t i = from; i < to; ++i) {
    std::string word = trimmed(reading.words[i]->text);
    if (!isNameWord(word)) return std::nullopt;
    Known known = Known::kNo;
    const bool sure = reading.words[i]->confidence >= kSure;
    if (i == from) {
      // Surnames are few: what has the letters of one and no mark of any is that one.
      known = lookUp(word, vocabulary.surnames, false);
      name.surname = known != Known::kNo;
    } else {
      const bool middle = i == from + 1 && i + 1 < to;
      known = lookUp(word, vocabulary.given_names, sure,
                     middle ? vocabulary.middle_names : std::vector<Phrase>{});
      if (known != Known::kYes) {
        std::string other = trimmed(reading.words[i]->text);
        if (lookUp(other, vocabulary.surnames, true) == Known::kYes) {
          known = Known::kYes;
          word = other;
        }
      }
    }
    if (known == Known::kMended) name.mended = true;
    if (known == Known::kNo) ++strange;
    if (!name.name.empty()) name.name += ' ';
    name.name += word;
    name.reading.words.push_back(reading.words[i]);
  }
  name.strength = !name.surname ? (cut ? 0.4 : 0.6) : name.mended ? 0.88 : 0.985;
  if (name.surname && strange > 0) name.strength = std::min(name.strength, 0.85);
  return name;
}

}  // namespace sohoa::metadata
