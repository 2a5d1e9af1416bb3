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
constexpr double kSurelyRead = 0.8;
constexpr double kUsualGap = 0.8;  // of a word's height

bool isLetter(char32_t c) {
  return c > 0x7f ? (c >= 0xc0 && c < 0x2000)
                  : (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

std::size_t lettersIn(const core::Word& word) {
  const auto points = core::codePoints(word.text);
  return static_cast<std::size_t>(std::count_if(points.begin(), points.end(), isLetter));
}

bool isStray(const core::Word& word) {
  const std::size_t letters = lettersIn(word);
  if (letters == 0) {
    return word.confidence < kDoubtfulSign ||
           word.text.find_first_not_of("|_") == std::string::npos;
  }
  return letters <= kFewLetters && word.confidence < kDoubtfulLetters;
}

// "(b/c);" or the "3;" of "Như Điều 3;": the end of a line of a list, close to a word read surely.
bool endsList(const core::Word& word, const core::Word& before) {
  const bool listed =
      lettersIn(word) > 0 && (word.text.ends_with(';') || word.text.ends_with(";_"));
  const bool sure = before.confidence >= kSurelyRead;
  return listed && sure &&
         word.box.x - before.box.right() <=
             kUsualGap * std::max(word.box.height, before.box.height);
}

void eraseStray(std::vector<core::Word>& words) {
  std::vector<core::Word> kept;
  for (auto& word : words) {
    if (!isStray(word) || (!kept.empty() && endsList(word, kept.back()))) {
      kept.push_back(std::move(word));
    }
  }
  words = std::move(kept);
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
      eraseStray(line.words);
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
