#include "pdf/page_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/error.h"
#include "pdf/errors.h"
#include "pdf/text_placement.h"

namespace sohoa::pdf {
namespace {

constexpr double kPointsPerInch = 72;
// A string object may hold 32767 bytes at most (ISO 19005-2 clause 6.1.13).
void show(std::string& out, const std::string& codes) {
  constexpr std::size_t kMostHexDigits = 4 * 8000;
  for (std::size_t at = 0; at < codes.size(); at += kMostHexDigits) {
    fmt::format_to(std::back_inserter(out), "<{}> Tj\n",
                   std::string_view(codes).substr(at, kMostHexDigits));
  }
}

// `codes` hex digits of `count` characters, to fill from `left` to `right`.
void put(std::string& out, const std::string& codes, std::size_t count, const PlacedLine& line,
         double left, double right) {
  const double natural = static_cast<double>(count) * InvisibleFont::kAdvance * line.size;
  const double percent = std::clamp(100 * (right - left) / natural, 0.01, 100000.0);
  fmt::format_to(std::back_inserter(out), "{} Tz 1 0 0 1 {} {} Tm ", number(percent, 2),
                 number(left, 2), number(line.base, 2));
  show(out, codes);
}

void writeLine(std::string& out, const PlacedLine& line, const PageFrame& frame,
               InvisibleFont& font) {
  bool begun = false;
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    const auto& [text, left, right] = line.words[i];
    std::size_t count = 0;
    const std::string codes = font.encode(*text, count);
    if (count == 0) continue;
    if (!begun) fmt::format_to(std::back_inserter(out), "/F0 {} Tf\n", number(line.size, 2));
    begun = true;
    put(out, codes, count, line, left, right);
    if (i + 1 == line.words.size()) continue;
    const std::string space = font.encode(" ", count);
    put(out, space, count, line, right, std::max(line.words[i + 1].left, right + frame.scale));
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
  for (const auto& line : placeText(page, frame)) writeLine(lines, line, frame, font);
  return lines.empty() ? lines : "BT 3 Tr\n" + lines + "ET\n";
}

}  // namespace sohoa::pdf
