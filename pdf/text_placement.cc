#include "pdf/text_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "pdf/invisible_font.h"
#include "pdf/reader_model.h"

namespace sohoa::pdf {
namespace {

// Lines whose heights differ by less are taken to be of one size: readers break a column where the
// size changes, and the height of a line's ink changes with its letters.
constexpr double kAlike = 1.3;
// Gaps in line heights. One wider than kColumnGap would be taken for the gap between two columns,
// so the word before it reaches on until kWordGap before the next.
constexpr double kColumnGap = 0.6;
constexpr double kWordGap = 0.3;
// A space must be seen between words even where their boxes touch.
constexpr double kLeastGap = 0.12;
// How a line may lie. Lengths are in line heights.
struct Setting {
  double scale = 1;      // of the type size
  double shift = 0;      // of the base line, up
  double trim = 0;       // of the first and last word's width, cut off towards the next columns
  bool bridges = false;  // the last word reaches on to the next line, when that is in the same row
  bool operator==(const Setting&) const = default;
};

constexpr std::array kStarts{Setting{}, Setting{0.8}, Setting{1, 0, 0, true}, Setting{0.62}};
// To try in this order; the first is the natural one. At least half of a box remains covered.
constexpr std::array kSettings{Setting{},
                               Setting{0.8},
                               Setting{0.62},
                               Setting{1.25},
                               Setting{1.5},
                               Setting{1, 0, 0, true},
                               Setting{0.8, 0, 0, true},
                               Setting{1, 0, 0.25},
                               Setting{0.8, 0, 0.25},
                               Setting{0.62, 0, 0.25},
                               Setting{1, 0.25},
                               Setting{1, -0.25},
                               Setting{0.8, 0.25},
                               Setting{0.8, -0.15}};
// Where a page begins within a reader's buckets of base lines depends on how it is cropped.
constexpr std::array kPhases{0.0, 2.0};
constexpr std::size_t kMostWords = 1500;
constexpr int kMostTrials = 2400;
// One word out of place among so many is good enough.
constexpr std::size_t kGoodEnough = 300;

// In points, y up.
struct Span {
  double left = 0;
  double right = 0;
  double bottom = 0;
  double top = 0;
};

Span place(const core::Box& box, const PageFrame& frame) {
  const double s = frame.scale;
  Span out;
  out.left = std::clamp(s * box.x, 0.0, frame.width - s);
  out.right = std::clamp(s * (static_cast<double>(box.x) + box.width), out.left + s, frame.width);
  out.top = std::clamp(frame.height - s * box.y, s, frame.height);
  out.bottom =
      std::clamp(frame.height - s * (static_cast<double>(box.y) + box.height), 0.0, out.top - s);
  return out;
}

core::Box extent(const core::Line& line) {
  core::Box out = line.box;
  if (!out.empty()) return out;
  for (const auto& word : line.words) out = out.unite(word.box);
  return out;
}

struct Row {
  PlacedLine line;
  double height = 0;
  std::size_t block = 0;
  Setting setting;
  double next_in_row = 0;  // where the next line begins if it stands to the right; 0 otherwise
};

std::vector<Row> rowsOf(const core::PageResult& page, const PageFrame& frame) {
  std::vector<Row> rows;
  for (std::size_t b = 0; b < page.blocks.size(); ++b) {
    for (const auto& line : page.blocks[b].lines) {
      Row row;
      const Span span = place(extent(line), frame);
      row.height = span.top - span.bottom;
      row.line.base = span.bottom;
      row.block = b;
      for (const auto& word : line.words) {
        const Span at = place(word.box, frame);
        if (!word.text.empty()) row.line.words.push_back({&word.text, at.left, at.right});
      }
      if (!row.line.words.empty()) rows.push_back(std::move(row));
    }
  }
  return rows;
}

// One height for all that are near the middle one.
void evenOut(std::vector<Row>& rows) {
  std::vector<double> heights;
  for (const auto& row : rows) heights.push_back(row.height);
  if (heights.empty()) return;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  for (auto& row : rows) {
    if (row.height > *middle / kAlike && row.height < *middle * kAlike) row.height = *middle;
    row.line.base += InvisibleFont::kDescent * row.height;
  }
}

// As it is written, with two decimals.
double rounded(double points) { return std::round(points * 100) / 100; }

PlacedLine settled(const Row& row) {
  PlacedLine out = row.line;
  out.size = rounded(row.setting.scale * row.height);
  out.base = rounded(out.base + row.setting.shift * row.height);
  auto& last = out.words.back();
  const bool bridges = row.setting.bridges && row.next_in_row > last.right;
  if (bridges) last.right = std::max(last.right, row.next_in_row - kWordGap * out.size);
  auto& first = out.words.front();
  first.left += row.setting.trim * (first.right - first.left);
  last.right -= row.setting.trim * (last.right - last.left);
  for (std::size_t i = 0; i + 1 < out.words.size(); ++i) {
    auto& word = out.words[i];
    const double next = out.words[i + 1].left;
    const double gap = next - word.right;
    if (gap > kColumnGap * out.size) word.right = next - kWordGap * out.size;
    if (gap < kLeastGap * out.size) {
      const double half = (word.left + word.right) / 2;
      word.right = std::clamp(next - kLeastGap * out.size, half, word.right);
    }
  }
  return out;
}

void findRows(std::vector<Row>& rows) {
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const auto& next = rows[i + 1].line;
    const bool level = std::abs(next.base - rows[i].line.base) < rows[i].height / 2;
    if (level && next.words.front().left > rows[i].line.words.back().right) {
      rows[i].next_in_row = next.words.front().left;
    }
  }
}

// Looks for type sizes and gaps with which the words are read in their order. Starts from the
// natural ones and changes no more than it must.
class Search {
 public:
  Search(std::vector<Row>& rows, const PageFrame& frame)
      : rows_(rows), height_(frame.height + frame.above) {
    for (const auto& row : rows) words_ += row.line.words.size();
  }

  // From each uniform type size down to where no single change of a block or a line helps.
  void run() {
    if (words_ > kMostWords || rows_.empty()) return;
    const auto blocks = groups(true);
    const auto lines = groups(false);
    auto found = rows_;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const auto& start : kStarts) {
      for (auto& row : rows_) row.setting = start;
      best_ = std::numeric_limits<std::size_t>::max();
      best_ = misplaced();
      descend(blocks);
      descend(lines);
      if (best_ < least) {
        least = best_;
        found = rows_;
      }
      if (enough(least)) break;
    }
    rows_ = std::move(found);
  }

 private:
  using Group = std::vector<std::size_t>;  // rows that change together

  [[nodiscard]] std::vector<Group> groups(bool whole_blocks) const {
    std::vector<Group> out;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool same = i > 0 && whole_blocks && rows_[i].block == rows_[i - 1].block;
      if (!same) out.emplace_back();
      out.back().push_back(i);
    }
    return out;
  }

  // Words to move until the reader's order is ours: all but a longest run that stands in order.
  [[nodiscard]] std::size_t misplaced() {
    ++trials_;
    std::vector<PlacedWord> words;
    std::size_t out = 0;
    for (const double phase : kPhases) {
      words.clear();
      for (const auto& row : rows_) {
        const auto line = settled(row);
        const double base = height_ - line.base + phase;
        for (const auto& word : line.words) {
          words.push_back({word.left, word.right, base, line.size});
        }
      }
      const auto order = extractedOrder(words);
      if (order.empty()) return words_;
      std::vector<std::size_t> tails;
      for (const auto index : order) {
        const auto at = std::lower_bound(tails.begin(), tails.end(), index);
        at == tails.end() ? tails.push_back(index) : void(*at = index);
      }
      out = std::max(out, words_ - tails.size());
      if (out >= best_) break;
    }
    return out;
  }

  [[nodiscard]] bool done() const { return best_ == 0 || trials_ > kMostTrials; }

  [[nodiscard]] bool enough(std::size_t misplaced) const {
    return misplaced * kGoodEnough <= words_ || trials_ > kMostTrials;
  }

  // Keeps the setting for these rows if that makes things better.
  bool improves(const Group& which, const Setting& setting) {
    std::vector<Setting> before;
    for (const auto i : which) before.push_back(std::exchange(rows_[i].setting, setting));
    const auto now = misplaced();
    if (now < best_) {
      best_ = now;
      return true;
    }
    for (std::size_t i = 0; i < which.size(); ++i) rows_[which[i]].setting = before[i];
    return false;
  }

  void descend(const std::vector<Group>& groups) {
    bool better = true;
    while (better) {
      better = false;
      for (const auto& group : groups) {
        for (const auto& setting : kSettings) {
          if (enough(best_)) return;
          if (setting == rows_[group.front()].setting) continue;
          better = improves(group, setting) || better;
        }
      }
    }
  }

  std::vector<Row>& rows_;
  double height_;
  std::size_t words_ = 0;
  std::size_t best_ = 0;
  int trials_ = 0;
};

}  // namespace

std::vector<PlacedLine> placeText(const core::PageResult& page, const PageFrame& frame) {
  auto rows = rowsOf(page, frame);
  evenOut(rows);
  findRows(rows);
  Search(rows, frame).run();
  std::vector<PlacedLine> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(settled(row));
  return out;
}

}  // namespace sohoa::pdf
