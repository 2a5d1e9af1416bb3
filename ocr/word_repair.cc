#include "ocr/word_repair.h"

#include <algorithm>
#include <span>

#include "core/text.h"
#include "ocr/syllable.h"

namespace sohoa::ocr {
namespace {

// Shares below are of what the letter as read has.
constexpr double kLeastForPhrase = 0.008;
constexpr double kLeastInCapitals = 0.2;    // names stand in capitals too
constexpr double kLeastForSyllable = 0.25;  // no phrase speaks for it
constexpr std::size_t kMostPlaces = 2;      // letters changed in one word
constexpr std::size_t kMostChoices = 8;     // tried at one place
constexpr std::size_t kLongestWord = 7;     // letters of the longest syllable, nghiêng

struct Candidate {
  std::string core;
  double ratio = 1;        // how likely against the word as read
  bool only_marks = true;  // base letters stay
};

struct Shape {
  std::string before, core, after;
};

Shape shapeOf(const std::string& text) {
  const std::string_view core = coreOf(text);
  const auto from = static_cast<std::size_t>(core.data() - text.data());
  return {text.substr(0, from), std::string(core), text.substr(from + core.size())};
}

bool sameCase(const std::string& a, const std::string& b) {
  return (core::toLower(a) == a) == (core::toLower(b) == b);
}

double shareOf(const std::vector<Choice>& place, const std::string& letter) {
  for (const auto& choice : place) {
    if (choice.letter == letter) return choice.share;
  }
  return 0;
}

class Mender {
 public:
  Mender(std::vector<WordEvidence>& words, const Lexicon& lexicon)
      : words_(words), lexicon_(lexicon) {}

  void mendAll() {
    for (std::size_t i = 0; i < words_.size(); ++i) mend(i);
  }

  // Words that would make a known phrase with a neighbour if their marks were others.
  [[nodiscard]] std::vector<std::size_t> doubtful() const {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string here(coreOf(words_[i].text));
      if (words_[i].mended || !mendable(here) || bestPair(i, here) != Lexicon::Pair::kUnknown)
        continue;
      const bool kin = (i > 0 && runOn(words_, i - 1) && plausiblePair(i - 1)) ||
                       (runOn(words_, i) && plausiblePair(i));
      if (kin) list.push_back(i);
    }
    return list;
  }

 private:
  [[nodiscard]] static bool mendable(const std::string& core) {
    const auto points = core::codePoints(core);
    return points.size() >= 2 && points.size() <= kLongestWord &&
           std::all_of(points.begin(), points.end(), [](char32_t c) {
             return c > 0xbf || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
           });
  }

  [[nodiscard]] bool plausiblePair(std::size_t i) const {
    const auto first = coreOf(words_[i].text), second = coreOf(words_[i + 1].text);
    const std::string tail(second), lower = core::toLower(second);
    const bool capital = core::toUpper(second) == tail;
    return (capital || tail == lower) && lexicon_.hasKin(first, second);
  }

  // The better of what `text` makes with the word before and the word after.
  [[nodiscard]] Lexicon::Pair bestPair(std::size_t i, const std::string& text) const {
    auto best = Lexicon::Pair::kUnknown;
    if (i > 0 && runOn(words_, i - 1)) {
      best = std::max(best, lexicon_.pair(coreOf(words_[i - 1].text), text));
    }
    if (runOn(words_, i)) best = std::max(best, lexicon_.pair(text, coreOf(words_[i + 1].text)));
    return best;
  }

  [[nodiscard]] static std::vector<Candidate> candidatesFor(const WordEvidence& word,
                                                            const Shape& shape) {
    const auto points = core::codePoints(shape.core);
    const std::size_t first = core::codePoints(shape.before).size();
    std::vector<Candidate> found;
    if (word.places.size() != core::codePoints(word.text).size()) return found;
    std::vector<std::string> letters;
    for (const char32_t c : points) letters.push_back(core::toUtf8({c}));
    extend(word, letters, first, 0, 0, {"", 1, true}, found);
    return found;
  }

  static void extend(const WordEvidence& word, const std::vector<std::string>& letters,
                     std::size_t first, std::size_t at, std::size_t changed,
                     const Candidate& so_far, std::vector<Candidate>& found) {
    if (at == letters.size()) {
      if (changed > 0 && isSyllable(so_far.core)) found.push_back(so_far);
      return;
    }
    const auto& place = word.places[first + at];
    const std::string& read = letters[at];
    Candidate same = so_far;
    same.core += read;
    extend(word, letters, first, at + 1, changed, same, found);
    if (changed == kMostPlaces) return;
    const double own = std::max(shareOf(place, read), 0.01);
    for (const auto& choice : std::span(place).first(std::min(place.size(), kMostChoices))) {
      if (choice.letter == read || !sameCase(choice.letter, read)) continue;
      Candidate other = so_far;
      other.core += choice.letter;
      other.ratio *= choice.share / own;
      other.only_marks &= core::foldMarks(choice.letter) == core::foldMarks(read);
      extend(word, letters, first, at + 1, changed + 1, other, found);
    }
  }

  [[nodiscard]] double leastRatio(Lexicon::Pair pair, const Candidate& candidate, bool valid,
                                  bool capital) const {
    constexpr double kNever = 1e9;
    if (pair == Lexicon::Pair::kLetterhead) return candidate.only_marks ? kLeastForPhrase : kNever;
    if (pair == Lexicon::Pair::kKnown) {
      if (!candidate.only_marks && valid) return kNever;
      return capital ? kLeastInCapitals : kLeastForPhrase;
    }
    return valid || capital || !candidate.only_marks ? kNever : kLeastForSyllable;
  }

  void mend(std::size_t i) {
    WordEvidence& word = words_[i];
    const Shape shape = shapeOf(word.text);
    if (!mendable(shape.core)) return;
    if (bestPair(i, shape.core) != Lexicon::Pair::kUnknown) return;
    const bool valid = isSyllable(shape.core);
    const bool capital = core::toUpper(shape.core) == shape.core;
    const Candidate* best = nullptr;
    auto best_pair = Lexicon::Pair::kUnknown;
    const auto candidates = candidatesFor(word, shape);
    for (const auto& candidate : candidates) {
      const auto pair = bestPair(i, candidate.core);
      if (candidate.ratio < leastRatio(pair, candidate, valid, capital)) continue;
      if (best == nullptr || pair > best_pair ||
          (pair == best_pair && candidate.ratio > best->ratio)) {
        best = &candidate;
        best_pair = pair;
      }
    }
    if (best == nullptr) return;
    word.text = shape.before + best->core + shape.after;
    word.mended = true;
  }

  std::vector<WordEvidence>& words_;
  const Lexicon& lexicon_;
};

bool isMark(char32_t c) {
  return c < 0x80 ? !((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
                  : c < 0xc0 || (c >= 0x2000 && c < 0x2070);
}

}  // namespace

std::string_view coreOf(std::string_view text) {
  const auto points = core::codePoints(text);
  std::size_t from = 0, to = points.size();
  while (from < to && isMark(points[from])) ++from;
  while (to > from && isMark(points[to - 1])) --to;
  const auto bytes = [&](std::size_t begin, std::size_t end) {
    return core::toUtf8({points.begin() + static_cast<std::ptrdiff_t>(begin),
                         points.begin() + static_cast<std::ptrdiff_t>(end)})
        .size();
  };
  return text.substr(bytes(0, from), bytes(from, to));
}

bool runOn(const std::vector<WordEvidence>& words, std::size_t i) {
  if (i + 1 >= words.size() || words[i + 1].block_starts) return false;
  const std::string_view here = words[i].text, next = words[i + 1].text;
  const auto core = coreOf(here), core_of_next = coreOf(next);
  if (core.empty() || core_of_next.empty()) return false;
  return core.data() + core.size() == here.data() + here.size() &&
         core_of_next.data() == next.data();
}

void repairWords(std::vector<WordEvidence>& words, const Lexicon& lexicon,
                 const AskAgain& ask_again) {
  Mender mender(words, lexicon);
  mender.mendAll();
  if (!ask_again || lexicon.empty()) return;
  const auto doubtful = mender.doubtful();
  if (doubtful.empty()) return;
  ask_again(words, doubtful);
  mender.mendAll();
}

}  // namespace sohoa::ocr
