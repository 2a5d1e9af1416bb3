#include "ocr/doubtful_lines.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/text.h"
#include "ocr/inflated.h"

namespace sohoa::ocr {
namespace {

constexpr std::size_t kMostParts = 12;
constexpr double kDoubtfulWord = 0.4, kDoubtfulLine = 0.8;  // confidence
constexpr double kColumnGap = 2.2;                          // heights of the line
constexpr std::size_t kFewestLetters = 4;
constexpr double kLowestLine = 0.05, kHighestLine = 0.35;  // inches
constexpr double kSide = 0.06, kAbove = 0.025;             // inches round the part
constexpr double kSmooth = 0.005;                          // inches; a pixel of a fax
constexpr double kLeastGain = 1;                           // letters more that are likely right
constexpr double kMeanMayFall = 0.02;
constexpr double kSurely = 0.9;  // mean confidence of a line not worth a further look

// How much of a reading is likely right.
struct Worth {
  double right = 0;  // letters, each counted by the confidence of its word
  double letters = 0;
  double weakest = 1;  // of the words with two letters and more

  [[nodiscard]] double mean() const { return letters > 0 ? right / letters : 0; }
};

void count(const core::Word& word, Worth& worth) {
  const auto letters = static_cast<double>(core::codePoints(word.text).size());
  worth.letters += letters;
  worth.right += letters * word.confidence;
  if (letters >= 2) worth.weakest = std::min(worth.weakest, word.confidence);
}

// Words [from, to) of a line, with no gap as wide as between columns among them, or none without
// ink in it.
struct Part {
  std::size_t block = 0, line = 0, from = 0, to = 0;
  core::Box box;
  Worth worth;
  bool holed = false;
};

using Holes = std::vector<cv::Rect>;

// Whether the ink stands in the row of `word`, in [from, to).
bool inRow(const cv::Rect& hole, const core::Box& word, int from, int to) {
  const int x = hole.x + hole.width / 2, y = hole.y + hole.height / 2;
  return y > word.y && y < word.bottom() && x >= from && x < to;
}

bool anyBetween(const Holes& holes, const core::Box& word, int from, int to) {
  return std::any_of(holes.begin(), holes.end(),
                     [&](const cv::Rect& hole) { return inRow(hole, word, from, to); });
}

std::vector<Part> partsOf(const std::vector<core::Block>& blocks, const Holes& holes) {
  std::vector<Part> parts;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    for (std::size_t l = 0; l < blocks[b].lines.size(); ++l) {
      const auto& words = blocks[b].lines[l].words;
      for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& box = words[i].box;
        const int end = i == 0 ? 0 : words[i - 1].box.right();
        const bool apart = i == 0 || (box.x - end > kColumnGap * words[i - 1].box.height &&
                                      !anyBetween(holes, box, end, box.x));
        if (apart) parts.push_back({b, l, i, i, box, {}, false});
        parts.back().to = i + 1;
        parts.back().box = parts.back().box.unite(box);
        count(words[i], parts.back().worth);
      }
    }
  }
  return parts;
}

void takeHoles(Part& part, const Holes& holes) {
  const core::Box box = part.box;
  const int beside = 2 * box.height;
  for (const auto& hole : holes) {
    if (!inRow(hole, box, box.x - beside, box.right() + beside)) continue;
    part.holed = true;
    part.box = part.box.unite({hole.x, hole.y, hole.width, hole.height});
  }
}

bool isDoubtful(const Part& part) {
  return part.holed || part.worth.weakest < kDoubtfulWord || part.worth.mean() < kDoubtfulLine;
}

std::vector<Part> doubtfulParts(const std::vector<core::Block>& blocks, const Holes& holes,
                                double dpi) {
  auto parts = partsOf(blocks, holes);
  for (auto& part : parts) takeHoles(part, holes);
  std::erase_if(parts, [&](const Part& part) {
    return !isDoubtful(part) || part.worth.letters < kFewestLetters ||
           part.box.height < kLowestLine * dpi || part.box.height > kHighestLine * dpi;
  });
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
    return a.worth.letters - a.worth.right > b.worth.letters - b.worth.right;
  });
  if (parts.size() > kMostParts) parts.resize(kMostParts);
  // Words are put in place from the end of each line, so that places before them stay right.
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.from > b.from; });
  return parts;
}

struct Reading {
  std::vector<core::Word> words;
  Worth worth;
};

Reading readingOf(std::vector<core::Block> blocks) {
  Reading reading;
  for (auto& block : blocks) {
    for (auto& line : block.lines) {
      for (auto& word : line.words) {
        count(word, reading.worth);
        reading.words.push_back(std::move(word));
      }
    }
  }
  return reading;
}

}  // namespace

void readDoubtfulAgain(std::vector<core::Block>& blocks, const std::vector<cv::Rect>& holes,
                       PieceReader& pieces) {
  const double dpi = pieces.dpi();
  const cv::Rect whole(0, 0, pieces.page().cols, pieces.page().rows);
  for (const Part& part : doubtfulParts(blocks, holes, dpi)) {
    const auto& box = part.box;
    const cv::Rect place = inflated({box.x, box.y, box.width, box.height},
                                    static_cast<int>(kSide * dpi), static_cast<int>(kAbove * dpi)) &
                           whole;
    if (place.empty()) continue;
    Reading best{{}, part.worth};
    for (const double smooth : {0.0, kSmooth * dpi}) {
      if (!best.words.empty() && best.worth.mean() > kSurely) break;
      auto reading = readingOf(pieces.read(place, Layout::kLine, smooth));
      const bool more = reading.worth.right > best.worth.right + kLeastGain;
      if (more && reading.worth.mean() > best.worth.mean() - kMeanMayFall)
        best = std::move(reading);
    }
    if (best.words.empty()) continue;
    auto& line = blocks[part.block].lines[part.line];
    auto at = line.words.erase(line.words.begin() + static_cast<std::ptrdiff_t>(part.from),
                               line.words.begin() + static_cast<std::ptrdiff_t>(part.to));
    line.words.insert(at, best.words.begin(), best.words.end());
    line.box = line.words.front().box;
    for (const auto& word : line.words) line.box = line.box.unite(word.box);
    blocks[part.block].box = blocks[part.block].box.unite(line.box);
  }
}

}  // namespace sohoa::ocr
