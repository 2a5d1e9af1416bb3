#include "ocr/ink_shapes.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

constexpr double kFaintestInk = 0.85;  // of the paper's light, on paper without grain
constexpr double kDarkestThreshold = 0.5;
constexpr double kGrainsBelowPaper = 4.5;

// Standard deviation of the grey on the light side of the paper, which print does not reach.
double grainOf(const cv::Mat& flat) {
  std::array<double, 256> count{};
  for (int y = 0; y < flat.rows; y += 4) {
    const auto* row = flat.ptr<std::uint8_t>(y);
    for (int x = 0; x < flat.cols; ++x) ++count[row[x]];
  }
  // Half the spread between the 15.9th percentile of the pixels that may be paper and their median.
  double paper = 0;
  constexpr std::size_t kFrom = 128;
  for (std::size_t v = kFrom; v < count.size(); ++v) paper += count[v];
  double seen = 0;
  double low = 255, middle = 255;
  for (std::size_t v = kFrom; v < count.size(); ++v) {
    const double before = seen;
    seen += count[v];
    if (before < 0.159 * paper && seen >= 0.159 * paper) low = static_cast<double>(v);
    if (before < 0.5 * paper && seen >= 0.5 * paper) middle = static_cast<double>(v);
  }
  return std::max(0.0, middle - low);
}

}  // namespace

InkShapes takeApart(const cv::Mat& flat) {
  InkShapes ink;
  ink.grain = grainOf(flat);
  const double threshold =
      std::max(kDarkestThreshold * kPaperWhite,
               std::min(kFaintestInk * kPaperWhite, kPaperWhite - kGrainsBelowPaper * ink.grain));
  cv::Mat mask, stats, centres;
  cv::threshold(flat, mask, threshold, 255, cv::THRESH_BINARY_INV);
  const int count = cv::connectedComponentsWithStats(mask, ink.labels, stats, centres, 8, CV_32S);
  ink.shapes.resize(static_cast<std::size_t>(count));
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    auto& shape = ink.shapes[static_cast<std::size_t>(i)];
    shape.box = {s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                 s[cv::CC_STAT_HEIGHT]};
    shape.area = s[cv::CC_STAT_AREA];
  }
  for (int y = 0; y < flat.rows; ++y) {
    const auto* grey = flat.ptr<std::uint8_t>(y);
    const auto* label = ink.labels.ptr<int>(y);
    for (int x = 0; x < flat.cols; ++x) {
      if (label[x] == 0) continue;
      auto& darkest = ink.shapes[static_cast<std::size_t>(label[x])].darkest;
      darkest = std::min(darkest, grey[x]);
    }
  }
  return ink;
}

cv::Mat maskOf(const InkShapes& ink, const std::vector<bool>& chosen) {
  std::vector<std::uint8_t> value(chosen.size());
  std::transform(chosen.begin(), chosen.end(), value.begin(),
                 [](bool in) { return static_cast<std::uint8_t>(in ? 255 : 0); });
  cv::Mat mask(ink.labels.rows, ink.labels.cols, CV_8U);
  for (int y = 0; y < mask.rows; ++y) {
    const auto* label = ink.labels.ptr<int>(y);
    auto* out = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) out[x] = value[static_cast<std::size_t>(label[x])];
  }
  return mask;
}

cv::Mat paintOut(const cv::Mat& flat, const InkShapes& ink, const std::vector<bool>& gone) {
  cv::Mat out = flat.clone();
  // The soft edge of a shape lies outside it.
  const auto paint = [&](int x, int y) {
    for (int ny = std::max(0, y - 1); ny <= std::min(out.rows - 1, y + 1); ++ny) {
      auto* row = out.ptr<std::uint8_t>(ny);
      for (int nx = std::max(0, x - 1); nx <= std::min(out.cols - 1, x + 1); ++nx) {
        row[nx] = static_cast<std::uint8_t>(kPaperWhite);
      }
    }
  };
  for (std::size_t i = 1; i < gone.size(); ++i) {
    if (!gone[i]) continue;
    const cv::Rect& box = ink.shapes[i].box;
    for (int y = box.y; y < box.br().y; ++y) {
      const auto* label = ink.labels.ptr<int>(y);
      for (int x = box.x; x < box.br().x; ++x) {
        if (label[x] == static_cast<int>(i)) paint(x, y);
      }
    }
  }
  return out;
}

}  // namespace sohoa::ocr
