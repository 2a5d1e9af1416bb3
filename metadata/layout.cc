#include "metadata/layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/text.h"
#include "metadata/fold.h"
#include "metadata/syllable.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMaxWordBytes = 200;
constexpr double kGapInHeights = 2.2;  // wider than justified text spreads, narrower than columns
constexpr double kNoise = 0.12;        // what is read below this is ink, whatever it spells
constexpr double kFaint = 0.4;         // below this it must spell something to be a word
constexpr double kSpeck = 0.05;        // ink read worse has no part in a line unless shaped so

constexpr double kHeightOfLetters = 1.5;  // least height of a line of print, in letter widths

// Median width of a letter; 0 without words of three letters.
double letterWidth(const std::vector<PlacedWord>& words) {
  std::vector<double> widths;
  for (const auto& word : words) {
    const auto letters = core::codePoints(word.text).size();
    if (letters >= 3)
      widths.push_back(static_cast<double>(word.box.width) / static_cast<double>(letters));
  }
  if (widths.empty()) return 0;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return *middle;
}

// The height of print so wide, at least: boxes on worn pages are often too flat.
int leastHeight(const std::vector<PlacedWord>& words) {
  return static_cast<int>(kHeightOfLetters * letterWidth(words));
}

int upperQuartileHeight(const std::vector<PlacedWord>& words) {
  std::vector<int> heights;
  for (const auto& word : words) heights.push_back(word.box.height);
  const auto at = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() * 3 / 4);
  std::nth_element(heights.begin(), at, heights.end());
  return std::max(*at, 1);
}

Segment makeSegment(std::vector<PlacedWord> words) {
  Segment segment;
  segment.box = words.front().box;
  for (const auto& word : words) {
    segment.box = segment.box.unite(word.box);
    if (!segment.text.empty()) segment.text += ' ';
    segment.text += word.text;
  }
  segment.words = std::move(words);
  segment.folded = fold(segment.text);
  segment.capitals = capitalShare(segment.text);
  return segment;
}

// No page is larger; a box beyond comes from a damaged result and must not overflow sums.
core::Box onPage(const core::Box& box) {
  constexpr int kFar = 1'000'000;
  return {std::clamp(box.x, 0, kFar), std::clamp(box.y, 0, kFar), std::clamp(box.width, 0, kFar),
          std::clamp(box.height, 0, kFar)};
}

// Every run of letters and figures is a syllable, a number, or long enough for a sign or a name.
bool spells(const PlacedWord& word) {
  std::string_view rest = word.folded;
  if (rest.empty()) return false;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto run = rest.substr(0, end);
    // "ngày193": figures written right behind a printed word.
    const auto figures = std::find_if(run.begin(), run.end(), [](char c) { return c < 'a'; });
    const bool only_figures = std::all_of(figures, run.end(), [](char c) { return c < 'a'; });
    const auto letters = static_cast<std::size_t>(figures - run.begin());
    if (!only_figures || (letters > 0 && !isSyllable(run.substr(0, letters)))) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return word.folded.size() > 1;
}

// "(b/c);" and "3;" end items of a list. They are too short to spell anything and are read worst of
// all, but no other ink looks like them.
bool endsItem(const PlacedWord& word) {
  std::string_view text = word.text;
  const auto end = text.find_last_not_of(" ._");
  if (end == std::string_view::npos || text[end] != ';') return false;
  text = text.substr(0, end);
  const bool bracketed = text.size() >= 5 && text.size() <= 10 && text.front() == '(' &&
                         text.back() == ')' && text.find('/') != std::string_view::npos;
  const bool figures = !text.empty() && text.size() <= 2 &&
                       text.find_first_not_of("0123456789") == std::string_view::npos;
  return bracketed || figures;
}

// Seals, signatures and specks read as words. Print that touches them has no confidence either, but
// still spells something.
bool isInk(const PlacedWord& word) {
  if (word.folded.empty()) return word.confidence < kNoise;  // a dash, a bullet
  if (endsItem(word)) return false;
  if (word.confidence < kNoise) return word.folded.size() < 4 || !spells(word);
  const bool short_or_faint = word.folded.size() < 5 || word.confidence < kFaint / 2;
  return word.confidence < kFaint && short_or_faint && !spells(word);
}

std::vector<PlacedWord> placed(const core::Line& line) {
  std::vector<PlacedWord> words;
  for (const auto& word : line.words) {
    if (word.text.size() > kMaxWordBytes) continue;
    PlacedWord out{cleaned(word.text), {}, onPage(word.box), std::clamp(word.confidence, 0.0, 1.0)};
    if (out.text.empty() || out.text == " ") continue;
    out.folded = fold(out.text);
    out.ink = isInk(out);
    words.push_back(std::move(out));
  }
  return words;
}

// Ink that hides a word of the line rather than a seal or a speck.
bool hasShapeOfWord(const PlacedWord& word, int height) {
  return word.folded.size() >= 3 && word.box.height > 0.6 * height &&
         word.box.height < 1.5 * height && word.box.width < 5 * height;
}

// Gaps are measured from word to word; specks, seals and frame lines read as signs do not bridge
// them (what has the shape of a word does), and stay in a segment only between two of its words.
void splitAtGaps(std::vector<PlacedWord> words, PageLayout& out) {
  if (words.empty()) return;
  const int height = std::max(upperQuartileHeight(words), leastHeight(words));
  const double gap = kGapInHeights * height;
  std::vector<PlacedWord> part;
  std::vector<PlacedWord> ink;
  int right = -1;
  int reach = -1;  // right end of the line with unreadable words behind it
  const auto close = [&] {
    if (!part.empty()) out.segments.push_back(makeSegment(std::exchange(part, {})));
    if (!ink.empty()) out.ink.push_back(makeSegment(std::exchange(ink, {})));
  };
  for (auto& word : words) {
    const bool bare = word.folded.empty();
    // Close behind a word it is most likely the next one, badly read.
    const bool follows = word.ink && word.confidence >= kNoise && right >= 0 && ink.empty() &&
                         word.box.x - right < height && word.box.height < 2 * height;
    if (word.ink && !follows) {
      const bool shaped = word.confidence >= kSpeck
                              ? word.folded.size() > 1 && word.box.height < 2 * height
                              : hasShapeOfWord(word, height);
      const bool in_line = right >= 0 && shaped && word.box.x - std::max(right, reach) < height;
      if (in_line) reach = word.box.right();
      ink.push_back(std::move(word));
      continue;
    }
    // A speck in the margin, unless it is a dash before letters that were hardly read.
    const bool letters =
        !ink.empty() && ink.back().folded.size() > 1 && ink.back().box.height < 2 * height;
    const int end = part.empty() ? 0 : (letters ? ink : part).back().box.right();
    if (right < 0 && !part.empty() && word.box.x - end > gap) {
      ink.insert(ink.begin(), part.begin(), part.end());
      part.clear();
    }
    const bool apart =
        right >= 0 && (word.box.x - std::max(right, reach) > gap ||
                       (!bare && !part.empty() && word.box.right() < part.back().box.x));
    if (apart) close();
    if (!part.empty()) std::move(ink.begin(), ink.end(), std::back_inserter(part));
    if (part.empty() && !ink.empty()) out.ink.push_back(makeSegment(std::move(ink)));
    ink.clear();
    if (!bare) right = word.box.right();
    part.push_back(std::move(word));
  }
  close();
}

int quantile(std::vector<int> values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

void measure(PageLayout& layout) {
  std::vector<int> heights;
  std::vector<int> lefts;
  std::vector<int> rights;
  for (const auto& segment : layout.segments) {
    heights.push_back(std::max(segment.box.height, leastHeight(segment.words)));
    lefts.push_back(segment.box.x);
    rights.push_back(segment.box.right());
    layout.width = std::max(layout.width, segment.box.right());
    layout.height = std::max(layout.height, segment.box.bottom());
  }
  layout.line_height = std::max(1, quantile(heights, 0.5));
  layout.left = quantile(lefts, 0.1);
  layout.right = std::max(quantile(rights, 0.9), layout.left + 1);
}

// The lines of a seal carry its box.
bool isOfSeal(const core::Line& line, const std::vector<core::Mark>& marks) {
  return std::any_of(marks.begin(), marks.end(), [&](const core::Mark& mark) {
    return mark.kind == core::Mark::Kind::kSeal && mark.box == line.box;
  });
}

}  // namespace

bool PageLayout::centred(const Segment& segment) const {
  const int slack = width / 10;
  return std::abs(segment.centreX() - (left + right) / 2) < slack ||
         std::abs(segment.centreX() - width / 2) < slack;
}

PageLayout layOut(const core::PageResult& page, int index) {
  PageLayout layout;
  layout.page = index;
  const core::Size size = page.geometry.upright();
  layout.width = std::max(size.width, 1);
  layout.height = std::max(size.height, 1);
  layout.barcodes = page.barcodes;
  for (const auto& block : page.blocks) {
    for (const auto& line : block.lines) splitAtGaps(placed(line), layout);
  }
  for (const auto& line : page.stamp_lines) {
    auto words = placed(line);
    if (words.empty()) continue;
    auto& apart = isOfSeal(line, page.marks) ? layout.seals : layout.stamps;
    apart.push_back(makeSegment(std::move(words)));
  }
  std::stable_sort(layout.segments.begin(), layout.segments.end(),
                   [](const Segment& a, const Segment& b) {
                     return std::pair(a.centreY(), a.box.x) < std::pair(b.centreY(), b.box.x);
                   });
  measure(layout);
  return layout;
}

void Reading::add(const Segment& segment, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, segment.words.size()); ++i) {
    words.push_back(&segment.words[i]);
  }
}

std::string Reading::text() const {
  std::string out;
  for (const auto* word : words) {
    if (!out.empty()) out += ' ';
    out += word->text;
  }
  return out;
}

core::FieldValue fieldValue(core::FieldContent value, const Reading& reading,
                            const PageLayout& page, std::string rule, double strength) {
  core::FieldValue field;
  field.value = std::move(value);
  field.raw = reading.text();
  field.page = page.page;
  field.rule = std::move(rule);
  double sum = 0;
  double weakest = 1;
  for (const auto* word : reading.words) {
    field.box = field.box.empty() ? word->box : field.box.unite(word->box);
    sum += word->confidence;
    weakest = std::min(weakest, word->confidence);
  }
  const double count = static_cast<double>(std::max<std::size_t>(reading.words.size(), 1));
  const double seen = reading.words.empty() ? 1 : std::sqrt(weakest * sum / count);
  field.confidence = std::clamp(strength * seen, 0.0, 1.0);
  return field;
}

}  // namespace sohoa::metadata
