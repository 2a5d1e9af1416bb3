#include "pdf/reader_blocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace sohoa::pdf {
namespace {

constexpr double kAlignedX = 0.7;  // type sizes
constexpr double kAlignedY = 0.5;
constexpr int kNoTable = -1;

bool overlapX(const ReaderBlock& a, const ReaderBlock& b) {
  return a.left <= b.right && a.right >= b.left;
}

bool overlapY(const ReaderBlock& a, const ReaderBlock& b) {
  return a.top <= b.bottom && a.bottom >= b.top;
}

class Order {
 public:
  explicit Order(const std::vector<ReaderBlock>& blocks)
      : blocks_(blocks), wide_(blocks), table_(blocks.size(), kNoTable), seen_(blocks.size()) {
    findTables();
    widen();
  }

  std::vector<std::size_t> run() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) visit(i);
    return std::move(out_);
  }

 private:
  using Cells = std::array<std::size_t, 4>;  // a cell, the one to its right, below, and diagonal

  // The nearest three that make a grid of two by two with block `at`.
  [[nodiscard]] std::optional<Cells> grid(std::size_t at) const {
    constexpr double kFar = std::numeric_limits<double>::max();
    const auto& a = blocks_[at];
    std::optional<std::size_t> beside;
    std::optional<std::size_t> below;
    std::optional<std::size_t> across;
    double beside_left = kFar;
    double below_top = kFar;
    double across_left = kFar;
    double across_top = kFar;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const auto& b = blocks_[i];
      if (i == at) continue;
      if (overlapY(a, b) && b.left > a.right && b.left < beside_left) {
        beside = i;
        beside_left = b.left;
      } else if (overlapX(a, b) && b.top > a.bottom && b.top < below_top) {
        below = i;
        below_top = b.top;
      } else if (b.left > a.right && b.left < across_left && b.top > a.bottom &&
                 b.top < across_top) {
        across = i;
        across_left = b.left;
        across_top = b.top;
      }
    }
    if (!beside || !below || !across) return {};
    const auto& right = blocks_[*beside];
    const auto& under = blocks_[*below];
    const auto& far = blocks_[*across];
    const bool apart = !overlapX(under, far) && !overlapY(right, far) && !overlapX(right, under) &&
                       !overlapY(right, under);
    if (!apart || !overlapX(far, right) || !overlapY(far, under)) return {};
    return Cells{at, *beside, *below, *across};
  }

  // In either direction by one edge or by the middle.
  [[nodiscard]] bool aligned(const Cells& cells) const {
    const auto& a = blocks_[cells[0]];
    const auto& right = blocks_[cells[1]];
    const auto& under = blocks_[cells[2]];
    const auto& far = blocks_[cells[3]];
    const double size = std::min({a.size, right.size, under.size, far.size});
    const auto close = [size](double share, double p, double q, double r, double s) {
      return std::abs(p - q) <= share * size && std::abs(r - s) <= share * size;
    };
    const auto x = [&](auto get) {
      return close(kAlignedX, get(a), get(under), get(right), get(far));
    };
    const auto y = [&](auto get) {
      return close(kAlignedY, get(a), get(right), get(under), get(far));
    };
    using B = const ReaderBlock&;
    return (x([](B b) { return (b.left + b.right) / 2; }) || x([](B b) { return b.left; }) ||
            x([](B b) { return b.right; })) &&
           (y([](B b) { return (b.top + b.bottom) / 2; }) || y([](B b) { return b.top; }) ||
            y([](B b) { return b.bottom; }));
  }

  void findTables() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const auto cells = grid(i);
      if (!cells || !aligned(*cells)) continue;
      int table = kNoTable;
      for (const auto cell : *cells) table = std::max(table, table_[cell]);
      if (table == kNoTable) table = tables_++;
      for (const auto cell : *cells) table_[cell] = table;
    }
  }

  // For the rules a cell is as large as its table, and any other block as wide as it could be
  // without touching its neighbours, as far as something below it reaches.
  void widen() {
    std::vector<ReaderBlock> whole(static_cast<std::size_t>(tables_));
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (table_[i] == kNoTable) continue;
      auto& all = whole[static_cast<std::size_t>(table_[i])];
      all.left = std::min(all.left, blocks_[i].left);
      all.right = std::max(all.right, blocks_[i].right);
      all.top = std::min(all.top, blocks_[i].top);
      all.bottom = std::max(all.bottom, blocks_[i].bottom);
    }
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (table_[i] == kNoTable) {
        widen(i);
      } else {
        wide_[i] = whole[static_cast<std::size_t>(table_[i])];
      }
    }
  }

  void widen(std::size_t at) {
    const auto& a = blocks_[at];
    double most = std::numeric_limits<double>::max();
    double least = 0;
    for (const auto& b : blocks_) {
      if (&b == &a || !overlapY(a, b)) continue;
      if (b.left > a.right) most = std::min(most, b.left);
      if (b.right < a.left) least = std::max(least, b.right);
    }
    for (const auto& b : blocks_) {
      if (&b == &a || b.top < a.bottom) continue;
      if (b.right <= most) wide_[at].right = std::max(wide_[at].right, b.right);
      if (b.left >= least) wide_[at].left = std::min(wide_[at].left, b.left);
    }
  }

  // Rule 1: above, with something of the width in common.
  [[nodiscard]] bool above(std::size_t a, std::size_t b) const {
    return overlapX(wide_[a], wide_[b]) && wide_[a].top < wide_[b].top;
  }

  // Whether `a` comes before `b`.
  [[nodiscard]] bool before(std::size_t a, std::size_t b) const {
    if (table_[b] != kNoTable && table_[a] == table_[b]) {
      const auto& x = blocks_[a];
      const auto& y = blocks_[b];
      return (x.right <= y.left && overlapY(x, y)) || x.bottom <= y.top;
    }
    if (above(a, b)) return true;
    // Rule 2: wholly to the left, and no third one between them, below `b` and above `a`.
    if (wide_[a].right > wide_[b].left) return false;
    for (std::size_t c = 0; c < blocks_.size(); ++c) {
      if (c != a && c != b && above(b, c) && above(c, a)) return false;
    }
    return true;
  }

  void visit(std::size_t at) {
    if (seen_[at]) return;
    seen_[at] = true;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (!seen_[i] && before(i, at)) visit(i);
    }
    out_.push_back(at);
  }

  const std::vector<ReaderBlock>& blocks_;
  std::vector<ReaderBlock> wide_;
  std::vector<int> table_;
  int tables_ = 0;
  std::vector<bool> seen_;
  std::vector<std::size_t> out_;
};

}  // namespace

std::vector<std::size_t> readingOrder(const std::vector<ReaderBlock>& blocks) {
  return Order(blocks).run();
}

}  // namespace sohoa::pdf
