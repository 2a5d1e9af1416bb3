#include "pdf/reader_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "pdf/reader_blocks.h"

namespace sohoa::pdf {
namespace {

// Limits as fractions of a type size; one bucket holds the base lines within kBucket points.
constexpr double kBucket = 4;
constexpr double kLinePitch = 1.5;
constexpr double kSameLine = 0.5;
constexpr double kNear = 0.7;
constexpr double kOutlying = 1.0;
constexpr double kWordGap = 1.5;
constexpr double kOverlap = -0.5;
constexpr double kSizeOfNextLine = 0.05;
constexpr double kSizeWithin = 0.6;
constexpr double kSizeBeside = 0.2;
constexpr int kMostOutlying = 3;
constexpr int kSeedBuckets = 4;

int bucketOf(double base) { return static_cast<int>(base / kBucket); }

// Words not yet used, by base line and then from left to right.
class Pool {
 public:
  explicit Pool(std::span<const PlacedWord> words) : words_(words) {}

  void add(std::size_t index) {
    auto& row = rows_[bucketOf(words_[index].base)];
    const auto at = std::find_if(row.begin(), row.end(), [&](std::size_t other) {
      return words_[other].left >= words_[index].left;
    });
    row.insert(at, index);
  }

  // The leftmost of the words that begin the topmost buckets.
  std::optional<std::size_t> takeSeed() {
    while (!rows_.empty() && rows_.begin()->second.empty()) rows_.erase(rows_.begin());
    if (rows_.empty()) return {};
    const int top = rows_.begin()->first;
    auto best = rows_.begin();
    for (auto it = rows_.begin(); it != rows_.end() && it->first < top + kSeedBuckets; ++it) {
      if (!it->second.empty() && left(it) < left(best)) best = it;
    }
    const std::size_t seed = best->second.front();
    best->second.erase(best->second.begin());
    return seed;
  }

  // Calls `use` with every word for which `fits` holds and drops it; at most one of a bucket when
  // `one` is set. Buckets from the one of `first` to that of `last`, downwards or upwards.
  template <class Fits, class Use>
  bool take(double first, double last, bool one, Fits fits, Use use) {
    bool any = false;
    const int step = bucketOf(last) < bucketOf(first) ? -1 : 1;
    for (int at = bucketOf(first); at != bucketOf(last) + step; at += step) {
      const auto row = rows_.find(at);
      if (row == rows_.end()) continue;
      auto& indexes = row->second;
      for (std::size_t i = 0; i < indexes.size();) {
        if (!fits(words_[indexes[i]])) {
          ++i;
          continue;
        }
        const std::size_t index = indexes[i];
        indexes.erase(indexes.begin() + static_cast<std::ptrdiff_t>(i));
        use(index);
        any = true;
        if (one) break;
      }
    }
    return any;
  }

  // How many buckets hold a word for which `fits` holds.
  template <class Fits>
  int count(double first, double last, Fits fits) const {
    int out = 0;
    for (int at = bucketOf(first); at <= bucketOf(last); ++at) {
      const auto row = rows_.find(at);
      if (row == rows_.end()) continue;
      out += std::any_of(row->second.begin(), row->second.end(),
                         [&](std::size_t index) { return fits(words_[index]); })
                 ? 1
                 : 0;
    }
    return out;
  }

  // The leftmost word that goes on with a line behind `right`; nothing when one overlaps it.
  std::optional<std::size_t> takeNext(double low, double high, double right, double size) {
    std::vector<std::size_t>* from = nullptr;
    std::ptrdiff_t position = 0;
    for (int at = bucketOf(low); at <= bucketOf(high); ++at) {
      const auto row = rows_.find(at);
      if (row == rows_.end()) continue;
      const auto found = std::find_if(row->second.begin(), row->second.end(), [&](std::size_t i) {
        return words_[i].base >= low && words_[i].base <= high;
      });
      if (found == row->second.end()) continue;
      const double gap = words_[*found].left - right;
      if (gap < kOverlap * size) return {};
      if (gap >= kWordGap * size) continue;
      const bool better =
          from == nullptr ||
          words_[*found].left < words_[(*from)[static_cast<std::size_t>(position)]].left;
      if (!better) continue;
      from = &row->second;
      position = found - row->second.begin();
    }
    if (from == nullptr) return {};
    const std::size_t out = (*from)[static_cast<std::size_t>(position)];
    from->erase(from->begin() + position);
    return out;
  }

 private:
  using Rows = std::map<int, std::vector<std::size_t>>;
  [[nodiscard]] double left(Rows::const_iterator row) const {
    return row->second.empty() ? std::numeric_limits<double>::max()
                               : words_[row->second.front()].left;
  }

  std::span<const PlacedWord> words_;
  Rows rows_;
};

// One block growing out of its seed until nothing more is near.
class Growth {
 public:
  Growth(std::span<const PlacedWord> words, Pool& pool, std::size_t seed)
      : words_(words), pool_(pool), size_(words[seed].size) {
    min_base_ = max_base_ = words[seed].base;
    add(seed);
  }

  ReaderBlock run() {
    bool found = true;
    while (found) {
      found = nextLines(min_base_, min_base_ - kLinePitch * size_);
      found = nextLines(max_base_, max_base_ + kLinePitch * size_) || found;
      found = within() || found;
      if (found) continue;
      found = beside(true);
      found = beside(false) || found;
    }
    orderLines();
    return block_;
  }

 private:
  void add(std::size_t index) {
    const auto& word = words_[index];
    block_.left = std::min(block_.left, word.left);
    block_.right = std::max(block_.right, word.right);
    block_.top = std::min(block_.top, word.base - 0.8 * word.size);
    block_.bottom = std::max(block_.bottom, word.base + 0.2 * word.size);
    block_.words.push_back(index);
  }

  [[nodiscard]] bool alike(const PlacedWord& word, double most) const {
    return std::abs(word.size - size_) < most * size_;
  }

  // Moves `edge` (the base line of the block's first or last line) on by one round of neighbours.
  bool nextLines(double& edge, double limit) {
    double moved = edge;
    const bool up = limit < edge;
    const bool any = pool_.take(
        edge, limit, false,
        [&](const PlacedWord& w) {
          const bool there =
              up ? w.base < edge && w.base >= limit : w.base > edge && w.base <= limit;
          return there && w.left < block_.right && w.right > block_.left &&
                 alike(w, kSizeOfNextLine);
        },
        [&](std::size_t index) {
          add(index);
          moved = words_[index].base;
        });
    edge = moved;
    return any;
  }

  [[nodiscard]] double low() const { return min_base_ - kSameLine * size_; }
  [[nodiscard]] double high() const { return max_base_ + kSameLine * size_; }
  [[nodiscard]] bool level(const PlacedWord& w) const {
    return w.base >= low() && w.base <= high();
  }

  bool within() {
    const double near = kNear * size_;
    return pool_.take(
        low(), high(), false,
        [&](const PlacedWord& w) {
          return level(w) && w.left < block_.right + near && w.right > block_.left - near &&
                 alike(w, kSizeWithin);
        },
        [&](std::size_t index) { add(index); });
  }

  // A few words a little further off on one side belong to the block, a column does not.
  bool beside(bool left) {
    const double reach = kOutlying * size_;
    const auto fits = [&](const PlacedWord& w) {
      const bool there = left ? w.right <= block_.left && w.right > block_.left - reach
                              : w.left >= block_.right && w.left < block_.right + reach;
      return level(w) && there && alike(w, kSizeBeside);
    };
    const int rows = pool_.count(low(), high(), fits);
    if (rows == 0 || rows > kMostOutlying) return false;
    return pool_.take(low(), high(), true, fits, [&](std::size_t index) {
      add(index);
      min_base_ = std::min(min_base_, words_[index].base);
      max_base_ = std::max(max_base_, words_[index].base);
    });
  }

  void orderLines() {
    Pool rest(words_);
    for (const auto index : block_.words) rest.add(index);
    std::vector<std::vector<std::size_t>> lines;
    while (const auto seed = rest.takeSeed()) {
      std::vector<std::size_t> line{*seed};
      const double size = words_[*seed].size;
      const double base = words_[*seed].base;
      while (const auto next = rest.takeNext(base - kSameLine * size, base + kSameLine * size,
                                             words_[line.back()].right, size)) {
        line.push_back(*next);
      }
      lines.push_back(std::move(line));
    }
    std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
      const auto& first = words_[a.front()];
      const auto& second = words_[b.front()];
      return first.base != second.base ? first.base < second.base : first.left < second.left;
    });
    block_.words.clear();
    for (const auto& line : lines) {
      block_.words.insert(block_.words.end(), line.begin(), line.end());
    }
    block_.size = words_[block_.words.front()].size;
  }

  std::span<const PlacedWord> words_;
  Pool& pool_;
  double size_;
  double min_base_ = 0;
  double max_base_ = 0;
  ReaderBlock block_;
};

}  // namespace

std::vector<std::size_t> extractedOrder(std::span<const PlacedWord> words) {
  Pool pool(words);
  for (std::size_t i = 0; i < words.size(); ++i) pool.add(i);
  std::vector<ReaderBlock> blocks;
  while (const auto seed = pool.takeSeed()) {
    if (blocks.size() == kMostBlocks) return {};
    blocks.push_back(Growth(words, pool, *seed).run());
  }
  std::vector<std::size_t> out;
  for (const auto index : readingOrder(blocks)) {
    out.insert(out.end(), blocks[index].words.begin(), blocks[index].words.end());
  }
  return out;
}

}  // namespace sohoa::pdf
