#include "ocr/separator_patch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string>

#include "ocr/raster_view.h"

namespace sohoa::ocr {
namespace {

constexpr double kMillimetresPerInch = 25.4;
constexpr double kLookDpi = 100;
constexpr double kSmallestPatchMm = 12;  // printed smaller, or a wrong resolution
constexpr double kLargestPatchMm = 32;
constexpr double kLightWindowMm = 25;
constexpr double kDarker = 18;  // grey levels below the surroundings
constexpr int kUnits = 10;      // of a patch: two wide of 2.5, five narrow of 1
constexpr double kSteepest = 0.3;
// Shares of a unit that print, skew and fax leave.
constexpr double kNarrowLeast = 0.45, kNarrowMost = 1.6;
constexpr double kWideLeast = 1.85, kWideMost = 3.3;
constexpr double kQuiet = 1.3;

// Lengths of light and dark in turn along one column; the first is light.
std::vector<int> runsOf(const cv::Mat& ink, int x) {
  std::vector<int> runs{0};
  bool dark = false;
  for (int y = 0; y < ink.rows; ++y) {
    const bool here = ink.at<std::uint8_t>(y, x) != 0;
    if (here != dark) {
      runs.push_back(0);
      dark = here;
    }
    ++runs.back();
  }
  return runs;
}

// What the seven runs from `first` (a dark one) say, if they can be a patch.
std::optional<std::string> barsAt(const std::vector<int>& runs, std::size_t first, double mm) {
  int total = 0;
  for (std::size_t i = first; i < first + 7; ++i) total += runs[i];
  if (total < kSmallestPatchMm * mm || total > kLargestPatchMm * mm) return {};
  const double unit = static_cast<double>(total) / kUnits;
  std::string bars;
  for (std::size_t i = 0; i < 7; ++i) {
    const double width = runs[first + i] / unit;
    const bool narrow = width > kNarrowLeast && width < kNarrowMost;
    const bool wide = width > kWideLeast && width < kWideMost;
    if (i % 2 == 1 && !narrow) return {};
    if (i % 2 == 1) continue;
    if (!narrow && !wide) return {};
    bars += wide ? 'W' : 'n';
  }
  const bool quiet_before = first == 1 || runs[first - 1] > kQuiet * unit;
  const bool quiet_after = first + 7 >= runs.size() || runs[first + 7] > kQuiet * unit;
  const bool two_wide = std::count(bars.begin(), bars.end(), 'W') == 2;
  return quiet_before && quiet_after && two_wide ? std::optional(bars) : std::nullopt;
}

// The same bars on neighbouring columns.
struct Band {
  std::string bars;
  int left, right;  // columns of its first and last sight
  int last_top;     // at `right`
  int top, bottom;  // of all
  int sights = 1;
};

std::vector<Band> bandsDown(const cv::Mat& ink, double mm) {
  std::vector<Band> bands;
  const int step = std::max(1, static_cast<int>(mm));
  for (int x = 0; x < ink.cols; x += step) {
    const auto runs = runsOf(ink, x);
    int top = runs[0];
    for (std::size_t i = 1; i + 6 < runs.size(); i += 2) {
      if (const auto bars = barsAt(runs, i, mm)) {
        int bottom = top;
        for (std::size_t k = i; k < i + 7; ++k) bottom += runs[k];
        const auto mine = std::find_if(bands.begin(), bands.end(), [&](const Band& band) {
          const int apart = x - band.right;
          return band.bars == *bars && apart > 0 && apart <= 4 * step &&
                 std::abs(top - band.last_top) <= kSteepest * apart + 2;
        });
        if (mine == bands.end()) {
          bands.push_back({*bars, x, x, top, top, bottom});
        } else {
          mine->right = x;
          mine->last_top = top;
          mine->top = std::min(mine->top, top);
          mine->bottom = std::max(mine->bottom, bottom);
          ++mine->sights;
        }
      }
      top += runs[i] + runs[i + 1 < runs.size() ? i + 1 : i];
    }
  }
  // A skewed bar of the least length still crosses this much.
  const auto too_short = [&](const Band& band) {
    return (band.right - band.left) < 0.6 * kPatchLeastBarMm * mm ||
           band.sights * step < 0.6 * (band.right - band.left);
  };
  bands.erase(std::remove_if(bands.begin(), bands.end(), too_short), bands.end());
  return bands;
}

std::optional<std::string_view> nameOf(std::string bars, bool from_the_end) {
  if (from_the_end) std::reverse(bars.begin(), bars.end());
  for (const auto& pattern : kPatchPatterns) {
    if (pattern.bars == bars) return pattern.name;
  }
  return {};
}

}  // namespace

std::vector<FoundPatch> findPatches(const cv::Mat& grey, double dpi) {
  const double scale = std::min(1.0, kLookDpi / dpi);
  const cv::Mat look = reducedBy(grey, scale);
  const double mm = dpi * scale / kMillimetresPerInch;
  if (std::min(look.rows, look.cols) < kSmallestPatchMm * mm) return {};
  const int window = static_cast<int>(kLightWindowMm * mm) | 1;
  cv::Mat ink;
  cv::adaptiveThreshold(look, ink, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY_INV, window,
                        kDarker);
  cv::medianBlur(ink, ink, 3);

  std::vector<FoundPatch> found;
  const auto add = [&](const Band& band, int length, bool turned) {
    const bool from_the_end = band.top + band.bottom > length;
    const auto name = nameOf(band.bars, from_the_end);
    if (!name) return;
    cv::Rect box(band.left, band.top, band.right - band.left + 1, band.bottom - band.top);
    if (turned) box = {box.y, box.x, box.height, box.width};
    found.push_back(
        {*name,
         cv::Rect(static_cast<int>(box.x / scale), static_cast<int>(box.y / scale),
                  static_cast<int>(box.width / scale), static_cast<int>(box.height / scale))});
  };
  for (const auto& band : bandsDown(ink, mm)) add(band, ink.rows, false);
  cv::Mat across;
  cv::transpose(ink, across);
  for (const auto& band : bandsDown(across, mm)) add(band, across.rows, true);
  return found;
}

}  // namespace sohoa::ocr
