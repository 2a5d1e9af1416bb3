#include "ocr/table.h"

#include <algorithm>
#include <optional>

#include "ocr/groups.h"
#include "ocr/inflated.h"

namespace sohoa::ocr {
namespace {

constexpr std::size_t kMostRules = 2000;
constexpr std::size_t kMostGridPoints = 5000;
constexpr std::size_t kFewestCells = 3;
constexpr double kTouch = 0.06;      // inches: rules nearer than this meet
constexpr double kBroken = 0.5;      // inches: a rule may be broken off for so long
constexpr double kSameLine = 0.06;   // inches: rules nearer than this lie on one grid line
constexpr double kEdgeShare = 0.6;   // of an edge that must be ruled to part two cells
constexpr double kEdgeReach = 0.02;  // inches: how far off its grid line a rule may run

// Where grid lines run: the middle of rules that lie on one line, and the rims of the table.
std::vector<int> gridLines(std::vector<int> rules, int from, int to, int tolerance) {
  std::sort(rules.begin(), rules.end());
  std::vector<int> lines;
  for (const int at : rules) {
    if (lines.empty() || at - lines.back() > tolerance) lines.push_back(at);
  }
  if (lines.empty() || lines.front() - from > 2 * tolerance) lines.insert(lines.begin(), from);
  if (to - lines.back() > 2 * tolerance) lines.push_back(to);
  return lines;
}

// The grid under a table.
class Grid {
 public:
  Grid(const Rules& rules, std::vector<int> rows, std::vector<int> columns, int reach)
      : rules_(rules), rows_(std::move(rows)), columns_(std::move(columns)), reach_(reach) {}

  // Nothing when the rules do not part the table into rectangles.
  [[nodiscard]] std::optional<Table> table() {
    const std::size_t height = rows_.size() - 1, width = columns_.size() - 1;
    Groups groups(width * height);
    for (std::size_t r = 0; r <= height; ++r) {
      for (std::size_t c = 0; c <= width; ++c) {
        const std::size_t here = r * width + c;
        if (r < height && !ruled(downEdge(r, c), false) && c > 0 && c < width) {
          groups.join(here, here - 1);
        }
        if (c < width && !ruled(acrossEdge(r, c), true) && r > 0 && r < height) {
          groups.join(here, here - width);
        }
      }
    }
    std::vector<cv::Rect> box(width * height);
    std::vector<int> area(width * height, 0);
    for (std::size_t r = 0; r < height; ++r) {
      for (std::size_t c = 0; c < width; ++c) {
        const cv::Rect base(cv::Point(columns_[c], rows_[r]),
                            cv::Point(columns_[c + 1], rows_[r + 1]));
        const std::size_t group = groups.of(r * width + c);
        box[group] = area[group] == 0 ? base : box[group] | base;
        area[group] += base.area();
      }
    }
    Table table{cv::Rect(cv::Point(columns_.front(), rows_.front()),
                         cv::Point(columns_.back(), rows_.back())),
                {},
                std::move(edges_)};
    for (std::size_t i = 0; i < box.size(); ++i) {
      if (area[i] == 0) continue;
      if (area[i] != box[i].area()) return std::nullopt;
      table.cells.push_back(box[i]);
    }
    if (table.cells.size() < kFewestCells) return std::nullopt;
    std::sort(table.cells.begin(), table.cells.end(), [](const cv::Rect& a, const cv::Rect& b) {
      return a.y != b.y ? a.y < b.y : a.x < b.x;
    });
    return table;
  }

 private:
  [[nodiscard]] cv::Rect acrossEdge(std::size_t r, std::size_t c) const {
    return {columns_[c], rows_[r] - reach_, columns_[c + 1] - columns_[c], 2 * reach_ + 1};
  }
  [[nodiscard]] cv::Rect downEdge(std::size_t r, std::size_t c) const {
    return {columns_[c] - reach_, rows_[r], 2 * reach_ + 1, rows_[r + 1] - rows_[r]};
  }

  // Whether ink as thin as a rule runs along most of an edge.
  bool ruled(const cv::Rect& edge, bool across) {
    const cv::Mat& thin = across ? rules_.thin_across : rules_.thin_down;
    const auto reduced = [&](int v) { return static_cast<int>(v * rules_.scale); };
    const cv::Rect place = cv::Rect(cv::Point(reduced(edge.x), reduced(edge.y)),
                                    cv::Point(reduced(edge.br().x) + 1, reduced(edge.br().y) + 1)) &
                           cv::Rect(0, 0, thin.cols, thin.rows);
    if (place.empty()) return false;
    cv::Mat covered;
    cv::reduce(thin(place), covered, across ? 0 : 1, cv::REDUCE_MAX);
    if (cv::countNonZero(covered) < kEdgeShare * static_cast<double>(covered.total())) return false;
    // With the corners, which belong to two rules.
    edges_.push_back(across
                         ? cv::Rect(edge.x - reach_, edge.y, edge.width + 2 * reach_, edge.height)
                         : cv::Rect(edge.x, edge.y - reach_, edge.width, edge.height + 2 * reach_));
    return true;
  }

  const Rules& rules_;
  std::vector<int> rows_, columns_;
  int reach_;
  std::vector<cv::Rect> edges_;
};

}  // namespace

std::vector<Table> findTables(const Rules& rules, double dpi) {
  const std::size_t across = rules.across.size(), count = across + rules.down.size();
  if (count > kMostRules) return {};
  const auto rule = [&](std::size_t i) -> const cv::Rect& {
    return i < across ? rules.across[i] : rules.down[i - across];
  };
  Groups groups(count);
  const int touch = static_cast<int>(kTouch * dpi);
  for (std::size_t a = 0; a < across; ++a) {
    for (std::size_t d = across; d < count; ++d) {
      if (!(inflated(rule(a), touch, touch) & rule(d)).empty()) groups.join(a, d);
    }
  }
  for (std::size_t a = 0; a < across; ++a) {
    const cv::Rect reach = inflated(rule(a), static_cast<int>(kBroken * dpi), touch / 2);
    for (std::size_t b = a + 1; b < across; ++b) {
      if (!(reach & rule(b)).empty()) groups.join(a, b);
    }
  }
  std::vector<Table> tables;
  for (std::size_t g = 0; g < count; ++g) {
    if (groups.of(g) != g) continue;
    std::vector<int> rows, columns;
    cv::Rect box;
    for (std::size_t i = 0; i < count; ++i) {
      if (groups.of(i) != g) continue;
      const cv::Rect& r = rule(i);
      box = box.empty() ? r : box | r;
      if (i < across) {
        rows.push_back(r.y + r.height / 2);
      } else {
        columns.push_back(r.x + r.width / 2);
      }
    }
    if (rows.size() < 2 || columns.size() < 2) continue;
    const int tolerance = static_cast<int>(kSameLine * dpi);
    rows = gridLines(std::move(rows), box.y, box.br().y, tolerance);
    columns = gridLines(std::move(columns), box.x, box.br().x, tolerance);
    if (rows.size() < 2 || columns.size() < 2 || rows.size() * columns.size() > kMostGridPoints) {
      continue;
    }
    Grid grid(rules, std::move(rows), std::move(columns), static_cast<int>(kEdgeReach * dpi));
    if (auto table = grid.table()) tables.push_back(std::move(*table));
  }
  return tables;
}

}  // namespace sohoa::ocr
