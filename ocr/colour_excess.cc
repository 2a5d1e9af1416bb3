#include "ocr/colour_excess.h"

#include <algorithm>
#include <array>

namespace sohoa::ocr {
namespace {

// Of values in [-255, 255].
int medianOf(const cv::Mat& values) {
  std::array<int, 511> counts{};
  for (int y = 0; y < values.rows; ++y) {
    const auto* row = values.ptr<short>(y);
    for (int x = 0; x < values.cols; ++x) ++counts[static_cast<std::size_t>(row[x] + 255)];
  }
  int seen = 0, value = 0;
  while (value < 510 &&
         (seen += counts[static_cast<std::size_t>(value)]) * 2 < values.rows * values.cols) {
    ++value;
  }
  return value - 255;
}

}  // namespace

cv::Mat colourExcess(const cv::Mat& rgb, int channel) {
  cv::Mat excess(rgb.rows, rgb.cols, CV_16S), light(rgb.rows, rgb.cols, CV_16S);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* p = rgb.ptr<std::uint8_t>(y);
    auto* out = excess.ptr<short>(y);
    auto* bright = light.ptr<short>(y);
    for (int x = 0; x < rgb.cols; ++x, p += 3) {
      const int other = channel == 0 ? std::max(p[1], p[2]) : std::max(p[0], p[1]);
      out[x] = static_cast<short>(p[channel] - other);
      bright[x] = std::max({p[0], p[1], p[2]});
    }
  }
  // The usual value is the tint of the paper.
  const int paper = medianOf(excess), paper_light = std::max(1, medianOf(light));
  for (int y = 0; y < rgb.rows; ++y) {
    auto* e = excess.ptr<short>(y);
    const auto* bright = light.ptr<short>(y);
    for (int x = 0; x < rgb.cols; ++x) {
      const int expected = paper * std::min<int>(bright[x], paper_light) / paper_light;
      e[x] = static_cast<short>(e[x] - expected);
    }
  }
  return excess;
}

}  // namespace sohoa::ocr
