#include "ocr/reading_quality.h"

#include <algorithm>

#include "core/text.h"

namespace sohoa::ocr {
namespace {

constexpr double kLikelyRight = 0.8;

std::size_t lettersIn(const std::string& text) {
  const auto points = core::codePoints(text);
  return static_cast<std::size_t>(std::count_if(points.begin(), points.end(), [](char32_t c) {
    return c > 0x7f ? (c >= 0xc0 && c < 0x2000)
                    : (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  }));
}

}  // namespace

ReadingQuality judge(const std::vector<core::Block>& blocks) {
  ReadingQuality quality;
  double weighted = 0;
  for (const auto& block : blocks) {
    for (const auto& line : block.lines) {
      for (const auto& word : line.words) {
        const std::size_t letters = lettersIn(word.text);
        quality.letters += letters;
        weighted += static_cast<double>(letters) * word.confidence;
        if (word.confidence >= kLikelyRight) {
          quality.trust += static_cast<double>(letters) * word.confidence;
        }
      }
    }
  }
  if (quality.letters > 0)
    quality.mean_confidence = weighted / static_cast<double>(quality.letters);
  return quality;
}

}  // namespace sohoa::ocr
