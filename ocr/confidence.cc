#include "ocr/confidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/text.h"
#include "ocr/confidence_model.h"
#include "ocr/syllable.h"
#include "ocr/word_repair.h"

namespace sohoa::ocr {
namespace {

static_assert(kConfidenceWeights.size() == kConfidenceFeatures.size());

constexpr std::u32string_view kOddSigns = U"|_~^<>{}[]\\€§«»“”‘’!=*";
constexpr std::u32string_view kEndMarks = U".,;:";
constexpr std::u32string_view kBeginMarks = U".,;:_-";
constexpr std::size_t kLong = 8;

bool contains(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

struct Sum {
  double total = 0;
  std::size_t count = 0;
  void add(double value) {
    total += value;
    ++count;
  }
  // Without one of the values.
  [[nodiscard]] double meanWithout(double value, double otherwise) const {
    return count > 1 ? (total - value) / static_cast<double>(count - 1) : otherwise;
  }
};

// How much of the recogniser's belief lay on other letters, over the word.
double ambiguityOf(const WordEvidence& word) {
  double sum = 0;
  for (const auto& place : word.places) {
    double best = 0, all = 0;
    for (const auto& choice : place) {
      best = std::max(best, choice.share);
      all += choice.finer ? 0 : choice.share;
    }
    if (all > 0) sum += 1 - best / all;
  }
  return std::min(sum, 1.0);
}

bool inPhrase(const std::vector<WordEvidence>& words, std::size_t i, const Lexicon& lexicon) {
  const auto known = [&](std::size_t at) {
    return runOn(words, at) && lexicon.pair(coreOf(words[at].text), coreOf(words[at + 1].text)) !=
                                   Lexicon::Pair::kUnknown;
  };
  return (i > 0 && known(i - 1)) || known(i);
}

double yes(bool value) { return value ? 1 : 0; }

ConfidenceFeatures featuresOf(const WordEvidence& word, bool in_phrase, double line, double page) {
  const std::string core(coreOf(word.text));
  const auto letters = core::codePoints(core);
  const auto all = core::codePoints(word.text);
  const bool digit =
      std::any_of(letters.begin(), letters.end(), [](char32_t c) { return c >= '0' && c <= '9'; });
  const bool letter = core::toLower(core) != core::toUpper(core);
  const bool syllable = isSyllable(core);
  const bool capitals = letter && letters.size() > 1 && core::toUpper(core) == core;
  const double ambiguity = ambiguityOf(word);
  const double c = word.certainty;
  return {
      1,
      c,
      std::max(0.0, c - 0.9),
      std::max(0.0, c - 0.95),
      std::max(0.0, 0.7 - c),
      yes(ambiguity > 0),
      ambiguity,
      yes(word.in_dictionary),
      yes(in_phrase),
      yes(syllable),
      yes(digit),
      yes(letters.empty()),
      yes(letters.size() == 1),
      yes(letter && !digit && !syllable),
      yes(letter && digit),
      page,
      std::max(0.0, page - 0.9),
      line,
      std::max(0.0, line - 0.9),
      yes(letters.size() > kLong),
      yes(contains(kEndMarks, all.back())),
      yes(std::any_of(all.begin(), all.end(), [](char32_t x) { return contains(kOddSigns, x); })),
      yes(capitals),
      yes(contains(kBeginMarks, all.front()))};
}

}  // namespace

std::vector<ConfidenceFeatures> confidenceFeatures(const std::vector<WordEvidence>& words,
                                                   const Lexicon& lexicon) {
  Sum page;
  std::vector<Sum> lines;
  std::vector<std::size_t> line_of;
  for (const auto& word : words) {
    if (lines.empty() || word.line_starts) lines.emplace_back();
    lines.back().add(word.certainty);
    line_of.push_back(lines.size() - 1);
    page.add(word.certainty);
  }
  const double page_mean = page.total / static_cast<double>(std::max<std::size_t>(1, page.count));
  std::vector<ConfidenceFeatures> rows;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double line = lines[line_of[i]].meanWithout(words[i].certainty, page_mean);
    rows.push_back(featuresOf(words[i], inPhrase(words, i, lexicon), line, page_mean));
  }
  return rows;
}

void setConfidence(std::vector<WordEvidence>& words, const Lexicon& lexicon) {
  const auto rows = confidenceFeatures(words, lexicon);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double score =
        std::inner_product(rows[i].begin(), rows[i].end(), kConfidenceWeights.begin(), 0.0);
    words[i].confidence = 1 / (1 + std::exp(-score));
  }
}

}  // namespace sohoa::ocr
