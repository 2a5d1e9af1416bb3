#include "pdf/page_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/error.h"
#include "pdf/errors.h"

namespace sohoa::pdf {
namespace {

constexpr double kPointsPerInch = 72;
// Lines whose heights differ by less are taken to be of one size: readers break a column where the
// size changes, and the height of a line's ink changes with its letters.
constexpr double kAlike = 1.3;
// Gaps in sizes. One wider than kColumnGap would be taken for the gap between two columns, so the
// word before it reaches on until kWordGap before the next.
constexpr double kColumnGap = 0.6;
constexpr double kWordGap = 0.3;

// In points, origin at the lower left, y up.
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

// A string object may hold 32767 bytes at most (ISO 19005-2 clause 6.1.13).
void show(std::string& out, const std::string& codes) {
  constexpr std::size_t kMostHexDigits = 4 * 8000;
  for (std::size_t at = 0; at < codes.size(); at += kMostHexDigits) {
    fmt::format_to(std::back_inserter(out), "<{}> Tj\n",
                   std::string_view(codes).substr(at, kMostHexDigits));
  }
}

double height(const core::Line& line, const PageFrame& frame) {
  const Span span = place(extent(line), frame);
  return span.top - span.bottom;
}

// The middle one of all lines' heights, in points; 0 without lines.
double commonHeight(const core::PageResult& page, const PageFrame& frame) {
  std::vector<double> heights;
  for (const auto& block : page.blocks) {
    for (const auto& line : block.lines) heights.push_back(height(line, frame));
  }
  if (heights.empty()) return 0;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  return *middle;
}

class LineWriter {
 public:
  LineWriter(std::string& out, const core::Line& line, const PageFrame& frame, double common)
      : out_(out), line_(place(extent(line), frame)), size_(line_.top - line_.bottom) {
    if (size_ > common / kAlike && size_ < common * kAlike) size_ = common;
    baseline_ = line_.bottom + InvisibleFont::kDescent * size_;
  }

  // Where a word that ends at `right` shall end when the next one begins at `next`.
  [[nodiscard]] double reach(double right, double next) const {
    return next - right > kColumnGap * size_ ? next - kWordGap * size_ : right;
  }

  // `codes` hex digits of `count` characters, to fill from `left` to `right`.
  void put(const std::string& codes, std::size_t count, double left, double right) {
    if (count == 0) return;
    if (!begun_) {
      fmt::format_to(std::back_inserter(out_), "/F0 {} Tf\n", number(size_, 2));
      begun_ = true;
    }
    const double natural = static_cast<double>(count) * InvisibleFont::kAdvance * size_;
    const double percent = std::clamp(100 * (right - left) / natural, 0.01, 100000.0);
    fmt::format_to(std::back_inserter(out_), "{} Tz 1 0 0 1 {} {} Tm ", number(percent, 2),
                   number(left, 2), number(baseline_, 2));
    show(out_, codes);
  }

 private:
  std::string& out_;
  Span line_;
  double size_;
  double baseline_ = 0;
  bool begun_ = false;
};

void writeLine(std::string& out, const core::Line& line, const PageFrame& frame,
               InvisibleFont& font, double common) {
  LineWriter writer(out, line, frame, common);
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    Span span = place(line.words[i].box, frame);
    if (i + 1 < line.words.size()) {
      span.right = writer.reach(span.right, place(line.words[i + 1].box, frame).left);
    }
    std::size_t count = 0;
    const std::string codes = font.encode(line.words[i].text, count);
    writer.put(codes, count, span.left, span.right);
    if (count == 0 || i + 1 == line.words.size()) continue;
    const Span next = place(line.words[i + 1].box, frame);
    const std::string space = font.encode(" ", count);
    writer.put(space, count, span.right, std::max(next.left, span.right + frame.scale));
  }
}

}  // namespace

PageFrame pageFrame(const core::PageGeometry& geometry) {
  constexpr double kSmallest = 3;
  constexpr double kLargest = 14400;
  const double dpi = geometry.dpi();
  const bool usable = geometry.master.width > 0 && geometry.master.height > 0 &&
                      std::isfinite(geometry.skew_deg) && std::isfinite(dpi) &&
                      geometry.resolution.x > 0 && geometry.resolution.y > 0;
  if (!usable) throw core::Error(kBadPage, {.detail = "geometry is not usable"});
  // Before pixels become integers: unequal resolutions can stretch a side without bound.
  const double longest = kPointsPerInch * std::max(geometry.master.width / geometry.resolution.x,
                                                   geometry.master.height / geometry.resolution.y);
  if (longest > kLargest || longest / kPointsPerInch * dpi > 1e8) {
    throw core::Error(kBadPage, {.detail = fmt::format("{} points", number(longest, 0))});
  }
  const core::Size upright = geometry.upright();
  PageFrame frame;
  frame.scale = kPointsPerInch / dpi;
  frame.width = std::max(kSmallest, upright.width * frame.scale);
  frame.height = std::max(kSmallest, upright.height * frame.scale);
  if (frame.width > kLargest || frame.height > kLargest) {
    throw core::Error(kBadPage, {.detail = "page larger than 14400 points"});
  }
  return frame;
}

std::string imageOperators(const core::PageGeometry& geometry, const PageFrame& frame) {
  const double w = geometry.master.width;
  const double h = geometry.master.height;
  const core::Affine unit_to_master{w, 0, 0, -h, 0, h};
  const core::Affine upright_to_page{frame.scale, 0, 0, -frame.scale, 0, frame.height};
  const auto m = unit_to_master.then(geometry.masterToUpright()).then(upright_to_page);
  return fmt::format("q {} {} {} {} {} {} cm /Im0 Do Q\n", number(m.a), number(m.b), number(m.c),
                     number(m.d), number(m.e), number(m.f));
}

std::string textOperators(const core::PageResult& page, const PageFrame& frame,
                          InvisibleFont& font) {
  std::string lines;
  const double common = commonHeight(page, frame);
  for (const auto& block : page.blocks) {
    for (const auto& line : block.lines) writeLine(lines, line, frame, font, common);
  }
  return lines.empty() ? lines : "BT 3 Tr\n" + lines + "ET\n";
}

}  // namespace sohoa::pdf
