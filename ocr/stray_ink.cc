#include "ocr/stray_ink.h"

#include <algorithm>

#include "core/text.h"

namespace sohoa::ocr {
namespace {

// Chances of being right below which a word of that make goes: a sign when it is more likely wrong,
// letters later, since those of a word that is wrong here and there are worth having.
constexpr double kDoubtfulSign = 0.5;
constexpr double kDoubtfulLetters = 0.15;
constexpr std::size_t kFewLetters = 2;
constexpr double kDoubtfulLine = 0.15;

bool isLetter(char32_t c) {
  return c > 0x7f ? (c >= 0xc0 && c < 0x2000)
                  : (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool isStray(const core::Word& word) {
  const auto points = core::codePoints(word.text);
  const auto letters =
      static_cast<std::size_t>(std::count_if(points.begin(), points.end(), isLetter));
  if (letters == 0) {
    return word.confidence < kDoubtfulSign ||
           word.text.find_first_not_of("|_") == std::string::npos;
  }
  return letters <= kFewLetters && word.confidence < kDoubtfulLetters;
}

bool isStrayLine(const core::Line& line) {
  double letters = 0, believed = 0;
  for (const auto& word : line.words) {
    const auto size = static_cast<double>(core::codePoints(word.text).size());
    letters += size;
    believed += size * word.confidence;
  }
  return believed < kDoubtfulLine * letters;
}

}  // namespace

std::vector<core::Block> withoutStrayInk(std::vector<core::Block> blocks) {
  for (auto& block : blocks) {
    for (auto& line : block.lines) {
      std::erase_if(line.words, isStray);
      line.box = {};
      for (const auto& word : line.words) line.box = line.box.unite(word.box);
    }
    std::erase_if(block.lines,
                  [](const core::Line& line) { return line.words.empty() || isStrayLine(line); });
    block.box = {};
    for (const auto& line : block.lines) block.box = block.box.unite(line.box);
  }
  std::erase_if(blocks, [](const core::Block& block) { return block.lines.empty(); });
  return blocks;
}

}  // namespace sohoa::ocr
