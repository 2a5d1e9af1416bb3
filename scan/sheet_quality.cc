#include "scan/sheet_quality.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/unique_handle.h"
#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

using core::Raster;

void freePix(PIX* pix) { pixDestroy(&pix); }
using PixPtr = core::UniqueHandle<PIX, &freePix>;

constexpr double kSkewDpi = 150;  // what Leptonica's search is made for
constexpr float kSureSkew = 3;    // Leptonica's own bound for a result to be trusted

std::uint8_t greyAt(const Raster& page, const std::uint8_t* row, int x) {
  switch (page.format) {
    case Raster::Format::kBilevel:
      return (row[x >> 3] >> (7 - (x & 7)) & 1) != 0 ? 0 : 255;
    case Raster::Format::kGrey:
      return row[x];
    case Raster::Format::kRgb:
      return static_cast<std::uint8_t>(
          (row[3 * x] * 77 + row[3 * x + 1] * 150 + row[3 * x + 2] * 29) >> 8);
  }
  return 0;
}

// Grey levels of a page on a coarse grid tell paper from ink.
struct Levels {
  int paper = 255;
  int ink = 0;
  [[nodiscard]] int middle() const { return (paper + ink) / 2; }
  [[nodiscard]] bool contrast() const { return paper - ink > 60; }
};

Levels levelsOf(const Raster& page) {
  std::array<int, 256> count{};
  int total = 0;
  for (int y = 0; y < page.size.height; y += 3) {
    const auto* line = row(page, y);
    for (int x = 0; x < page.size.width; x += 3, ++total) ++count[greyAt(page, line, x)];
  }
  const auto levelAt = [&](double share) {
    int below = 0;
    for (int level = 0; level < 256; ++level) {
      below += count[static_cast<std::size_t>(level)];
      if (below > share * total) return level;
    }
    return 255;
  };
  // Even a line or two of print covers half a hundredth of a page.
  return {levelAt(0.75), levelAt(0.005)};
}

// The page in black and white with fewer dots; a dot is black when any ink fell on it.
PixPtr reducedInk(const Raster& page, int threshold, int step) {
  const int width = page.size.width / step;
  const int height = page.size.height / step;
  PixPtr pix(pixCreate(width, height, 1));
  if (!pix) throw std::bad_alloc();
  for (int y = 0; y < height * step; ++y) {
    const auto* line = row(page, y);
    l_uint32* out =
        pixGetData(pix.get()) + static_cast<std::ptrdiff_t>(y / step) * pixGetWpl(pix.get());
    for (int x = 0; x < width * step; ++x) {
      if (greyAt(page, line, x) < threshold) SET_DATA_BIT(out, x / step);
    }
  }
  return pix;
}

double skewOf(const Raster& page, const Levels& levels) {
  const int step = std::max(1, static_cast<int>(page.resolution.x / kSkewDpi));
  if (page.size.width / step < 100 || page.size.height / step < 100) return 0;
  const auto ink = reducedInk(page, levels.middle(), step);
  l_float32 degrees = 0;
  l_float32 confidence = 0;
  if (pixFindSkew(ink.get(), &degrees, &confidence) != 0 || confidence < kSureSkew) return 0;
  // Leptonica gives the turn that would set it right.
  return -static_cast<double>(degrees);
}

// How much of a stroke's contrast its steepest two pixels make, in the middle of all strokes.
double edgeOf(const Raster& page, const Levels& levels) {
  if (page.format == Raster::Format::kBilevel || !levels.contrast()) return 1;
  // Coarser pictures blur a letter into fewer pixels.
  const int reach = std::max(2, static_cast<int>(std::lround(4 * page.resolution.x / 300)));
  const int slope = std::max(1, reach / 4);
  const int wanted = (levels.paper - levels.ink) / 2;
  std::vector<float> edges;
  std::vector<std::uint8_t> grey(static_cast<std::size_t>(page.size.width));
  for (int y = 0; y < page.size.height; y += 8) {
    const auto* line = row(page, y);
    for (int x = 0; x < page.size.width; ++x) {
      grey[static_cast<std::size_t>(x)] = greyAt(page, line, x);
    }
    for (int x = 0; x + 2 * reach < page.size.width; x += reach) {
      const auto* at = grey.data() + x;
      const auto [low, high] = std::minmax_element(at, at + 2 * reach + 1);
      if (*high - *low < wanted) continue;
      int steepest = 0;
      for (int i = slope; i + slope <= 2 * reach; ++i) {
        steepest = std::max(steepest, std::abs(at[i + slope] - at[i - slope]));
      }
      edges.push_back(static_cast<float>(steepest) / static_cast<float>(*high - *low));
    }
  }
  if (edges.size() < 200) return 1;
  const auto middle = edges.begin() + static_cast<std::ptrdiff_t>(edges.size() / 2);
  std::nth_element(edges.begin(), middle, edges.end());
  return *middle;
}

// Strokes that run over one side of the picture: dark at the very edge and still dark further in.
// The shadow of the lid and the rim of the glass are one long dark run and do not count.
template <class DarkAt>
int runsAlong(int length, int inner, int longest, DarkAt dark) {
  int runs = 0;
  int run = 0;
  for (int i = 0; i <= length; ++i) {
    if (i < length && dark(i, 0) && dark(i, inner)) {
      ++run;
      continue;
    }
    if (run > 0 && run <= longest) ++runs;
    run = 0;
  }
  return runs;
}

int runsOverEdge(const Raster& page, const Levels& levels) {
  if (!levels.contrast()) return 0;
  const int threshold = levels.middle();
  const int width = page.size.width;
  const int height = page.size.height;
  const int inner = static_cast<int>(page.resolution.x / 25.4);        // a millimetre
  const int longest = static_cast<int>(page.resolution.x / 25.4 * 4);  // wider is no stroke
  if (width <= 2 * inner || height <= 2 * inner) return 0;
  const auto dark = [&](int x, int y) { return greyAt(page, row(page, y), x) < threshold; };
  return std::max({
      runsAlong(width, inner, longest, [&](int i, int in) { return dark(i, in); }),
      runsAlong(width, inner, longest, [&](int i, int in) { return dark(i, height - 1 - in); }),
      runsAlong(height, inner, longest, [&](int i, int in) { return dark(in, i); }),
      runsAlong(height, inner, longest, [&](int i, int in) { return dark(width - 1 - in, i); }),
  });
}

}  // namespace

SheetMeasures measureSheet(const Raster& page) {
  const Levels levels = levelsOf(page);
  return {skewOf(page, levels), levels.paper, edgeOf(page, levels), runsOverEdge(page, levels)};
}

std::vector<core::SheetFlag> flagsOf(const Raster& page, const SheetMeasures& measures,
                                     const QualityLimits& limits) {
  using core::SheetFlag;
  std::vector<SheetFlag> flags;
  if (std::abs(measures.skew_deg) > limits.most_skew_deg) flags.push_back(SheetFlag::kSkewed);
  if (measures.runs_over_edge > limits.most_runs_over_edge) flags.push_back(SheetFlag::kCutEdge);
  if (measures.paper < limits.darkest_paper) flags.push_back(SheetFlag::kDark);
  if (measures.edge < limits.softest_edge) flags.push_back(SheetFlag::kBlurred);
  // TIFF and PNG keep the resolution to a fraction of a dot.
  if (std::min(page.resolution.x, page.resolution.y) < limits.least_dpi - 0.5) {
    flags.push_back(SheetFlag::kLowResolution);
  }
  if (page.format != Raster::Format::kRgb) flags.push_back(SheetFlag::kNotColour);
  return flags;
}

}  // namespace sohoa::scan
