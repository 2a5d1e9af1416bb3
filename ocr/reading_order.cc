#include "ocr/reading_order.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace sohoa::ocr {
namespace {

constexpr std::size_t kMostBlocks = 2000;
// Ink of neighbouring lines may overlap by this part of the lower one's height.
constexpr double kOverlap = 0.3;
constexpr int kHighestOverlap = 20;  // pixels

bool standsAbove(const core::Box& a, const core::Box& b) {
  const bool same_column = std::min(a.right(), b.right()) > std::max(a.x, b.x);
  const double slack = std::min<double>(kHighestOverlap, kOverlap * std::min(a.height, b.height));
  return same_column && a.bottom() <= b.y + slack && a.y < b.y;
}

}  // namespace

std::vector<std::size_t> readingOrder(const std::vector<core::Box>& boxes) {
  const std::size_t count = boxes.size();
  std::vector<std::size_t> ordered;
  ordered.reserve(count);
  if (count > kMostBlocks) {
    for (std::size_t i = 0; i < count; ++i) ordered.push_back(i);
    return ordered;
  }
  std::vector<int> waits_for(count, 0);
  std::vector<std::vector<std::size_t>> below(count);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < count; ++b) {
      if (a == b || !standsAbove(boxes[a], boxes[b])) continue;
      below[a].push_back(b);
      ++waits_for[b];
    }
  }
  // Tops strictly descend along "above", so there is no cycle and every box gets its turn.
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < count; ++i) {
    if (waits_for[i] == 0) ready.push(i);
  }
  while (!ready.empty()) {
    const std::size_t next = ready.top();
    ready.pop();
    ordered.push_back(next);
    for (const std::size_t b : below[next]) {
      if (--waits_for[b] == 0) ready.push(b);
    }
  }
  return ordered;
}

std::vector<core::Block> inReadingOrder(std::vector<core::Block> blocks) {
  std::vector<core::Box> boxes;
  for (const auto& block : blocks) boxes.push_back(block.box);
  std::vector<core::Block> ordered;
  ordered.reserve(blocks.size());
  for (const std::size_t i : readingOrder(boxes)) ordered.push_back(std::move(blocks[i]));
  return ordered;
}

}  // namespace sohoa::ocr
