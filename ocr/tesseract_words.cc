#include "ocr/tesseract_words.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "core/text.h"

namespace sohoa::ocr {
namespace {

using Timesteps = std::vector<std::vector<std::vector<std::pair<const char*, float>>>>;

constexpr std::size_t kFinerChoices = 4;
// Below what a first choice needs to be named at all (0.01), since their ratings are no shares.
constexpr double kFinerShare = 0.009;

core::Box boxAt(const tesseract::PageIterator& it, tesseract::PageIteratorLevel level) {
  int left = 0, top = 0, right = 0, bottom = 0;
  if (!it.BoundingBox(level, &left, &top, &right, &bottom)) return {};
  return {left, top, right - left, bottom - top};
}

std::string textAt(const tesseract::ResultIterator& it) {
  const std::unique_ptr<char[]> text(it.GetUTF8Text(tesseract::RIL_WORD));
  std::string word = text ? core::squeeze(core::toNfc(text.get())) : std::string();
  std::erase(word, ' ');
  return word;
}

bool isLetter(const std::string& choice) { return !choice.empty() && choice != " "; }

std::string best(const std::map<std::string, double>& sums) {
  return std::max_element(sums.begin(), sums.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

// One place a letter; steps at which the network saw a gap between words are not among them.
std::vector<std::vector<Choice>> placesFrom(const Timesteps& letters) {
  std::vector<std::vector<Choice>> places;
  for (const auto& steps : letters) {
    std::map<std::string, double> sums;
    double all = 0;
    for (const auto& step : steps) {
      for (const auto& [letter, probability] : step) {
        const std::string choice = core::toNfc(letter);
        if (choice.empty()) continue;
        sums[choice] += probability;
        all += probability;
      }
    }
    if (sums.empty() || !isLetter(best(sums))) continue;
    auto& place = places.emplace_back();
    for (const auto& [letter, sum] : sums) {
      if (isLetter(letter)) place.push_back({letter, sum / all});
    }
  }
  return places;
}

WordEvidence wordAt(const tesseract::ResultIterator& it) {
  WordEvidence word;
  word.text = textAt(it);
  word.box = boxAt(it, tesseract::RIL_WORD);
  word.line_box = boxAt(it, tesseract::RIL_TEXTLINE);
  word.certainty = std::clamp(it.Confidence(tesseract::RIL_WORD) / 100.0, 0.0, 1.0);
  word.in_dictionary = it.WordIsFromDictionary();
  if (const auto* steps = it.GetRawLSTMTimesteps()) word.places = placesFrom(*steps);
  if (word.places.size() != core::codePoints(word.text).size()) word.places.clear();
  return word;
}

bool samePlace(const core::Box& a, const core::Box& b) {
  const core::Box common = a.intersect(b);
  return !common.empty() && 2 * common.width > std::max(a.width, b.width);
}

void addTo(WordEvidence& word,
           const std::vector<std::vector<std::pair<const char*, float>>>& ranked) {
  std::vector<std::vector<std::string>> places;
  for (const auto& place : ranked) {
    if (place.empty() || !isLetter(core::toNfc(place.front().first))) continue;
    auto& letters = places.emplace_back();
    for (const auto& choice : place) {
      if (letters.size() < kFinerChoices) letters.push_back(core::toNfc(choice.first));
    }
  }
  if (places.size() != word.places.size()) return;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& known = word.places[i];
    for (const auto& letter : places[i]) {
      const bool listed = std::any_of(known.begin(), known.end(),
                                      [&](const Choice& c) { return c.letter == letter; });
      if (!listed && isLetter(letter)) known.push_back({letter, kFinerShare, true});
    }
  }
}

}  // namespace

std::vector<WordEvidence> wordsFrom(tesseract::ResultIterator& it) {
  std::vector<WordEvidence> words;
  bool block_starts = true, line_starts = true;
  do {
    if (it.Empty(tesseract::RIL_WORD)) continue;
    block_starts = block_starts || it.IsAtBeginningOf(tesseract::RIL_PARA);
    line_starts = line_starts || it.IsAtBeginningOf(tesseract::RIL_TEXTLINE);
    auto word = wordAt(it);
    if (word.text.empty() || word.box.empty()) continue;
    word.block_starts = std::exchange(block_starts, false);
    word.line_starts = std::exchange(line_starts, false) || word.block_starts;
    words.push_back(std::move(word));
  } while (it.Next(tesseract::RIL_WORD));
  return words;
}

void addFinerChoices(tesseract::ResultIterator& it, std::vector<WordEvidence>& words,
                     const std::vector<std::size_t>& which) {
  do {
    if (it.Empty(tesseract::RIL_WORD)) continue;
    const auto* ranked = it.GetBestLSTMSymbolChoices();
    if (ranked == nullptr) continue;
    const std::string text = textAt(it);
    const core::Box box = boxAt(it, tesseract::RIL_WORD);
    for (const std::size_t i : which) {
      if (words[i].text == text && samePlace(words[i].box, box)) addTo(words[i], *ranked);
    }
  } while (it.Next(tesseract::RIL_WORD));
}

std::vector<core::Block> blocksOf(const std::vector<WordEvidence>& words) {
  std::vector<core::Block> blocks;
  for (const auto& word : words) {
    if (blocks.empty() || word.block_starts) blocks.emplace_back();
    auto& block = blocks.back();
    if (block.lines.empty() || word.line_starts) block.lines.emplace_back();
    auto& line = block.lines.back();
    line.words.push_back({word.text, word.box, word.confidence});
    line.box = line.box.unite(word.box);
    block.box = block.box.unite(word.box);
  }
  return blocks;
}

}  // namespace sohoa::ocr
