#include "ocr/area_average.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace sohoa::ocr {
namespace {

// What one pixel of the result takes from a row or column of the source: pixel `first` by
// `first_share`, all between wholly, pixel `last` by `last_share`.
struct Span {
  int first = 0, last = 0;
  float first_share = 0, last_share = 0;
};

std::vector<Span> spansOf(int from, int to) {
  constexpr double kNothing = 1e-6;  // of a pixel; below it a share is an error of rounding
  const double scale = static_cast<double>(from) / to;
  std::vector<Span> spans(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double begin = i * scale, end = std::min<double>((i + 1) * scale, from);
    int first = static_cast<int>(begin);
    if (first + 1 - begin < kNothing) ++first;
    int last = static_cast<int>(std::ceil(end)) - 1;
    if (end - last < kNothing) --last;
    last = std::clamp(last, first, from - 1);
    Span& span = spans[static_cast<std::size_t>(i)];
    span = {first, last, static_cast<float>((first + 1 - std::max<double>(begin, first)) / scale),
            static_cast<float>((end - last) / scale)};
    if (first == last) span.first_share = static_cast<float>((end - begin) / scale);
  }
  return spans;
}

void addRow(std::span<float> sums, const std::uint8_t* row, float share) {
  const std::size_t count = sums.size();
  float* sum = sums.data();
  for (std::size_t i = 0; i < count; ++i) sum[i] += share * static_cast<float>(row[i]);
}

// Rows first: they are added pixel by pixel, which the compiler turns into vector instructions, and
// only the sums are then gathered across.
void addRows(std::span<float> sums, const cv::Mat& image, const Span& span, float whole) {
  std::fill(sums.begin(), sums.end(), 0.0F);
  addRow(sums, image.ptr<std::uint8_t>(span.first), span.first_share);
  for (int y = span.first + 1; y < span.last; ++y) addRow(sums, image.ptr<std::uint8_t>(y), whole);
  if (span.last > span.first) addRow(sums, image.ptr<std::uint8_t>(span.last), span.last_share);
}

// The weights of every output pixel, as many for each, so that gathering needs no branch. `reach`
// of them from pixel `first` on; those past the span are 0.
struct Weights {
  int reach = 0;
  std::vector<float> all;
};

Weights weightsOf(const std::vector<Span>& spans, float whole) {
  Weights weights;
  for (const Span& span : spans)
    weights.reach = std::max(weights.reach, span.last - span.first + 1);
  const auto reach = static_cast<std::size_t>(weights.reach);
  weights.all.resize(spans.size() * reach);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    float* const of_pixel = weights.all.data() + i * reach;
    const int more = spans[i].last - spans[i].first;
    for (int n = 1; n < more; ++n) of_pixel[n] = whole;
    of_pixel[0] = spans[i].first_share;
    if (more > 0) of_pixel[more] = spans[i].last_share;
  }
  return weights;
}

// `sums` has `reach` more pixels than the row.
template <int kChannels>
void gather(const std::vector<float>& sums, const std::vector<Span>& spans, const Weights& weights,
            std::uint8_t* out) {
  const float* weight = weights.all.data();
  for (const Span& span : spans) {
    const float* from = sums.data() + static_cast<std::ptrdiff_t>(span.first) * kChannels;
    std::array<float, kChannels> sum{};
    for (int n = 0; n < weights.reach; ++n, from += kChannels) {
      for (std::size_t c = 0; c < kChannels; ++c) sum[c] += from[c] * weight[n];
    }
    weight += weights.reach;
    for (const float level : sum) *out++ = cv::saturate_cast<std::uint8_t>(level);
  }
}

}  // namespace

cv::Mat areaAverage(const cv::Mat& image, cv::Size size) {
  CV_Assert(image.depth() == CV_8U && !size.empty() && size.width <= image.cols &&
            size.height <= image.rows);
  static constexpr decltype(&gather<1>) kGather[] = {gather<1>, gather<2>, gather<3>, gather<4>};
  const auto channels = static_cast<std::size_t>(image.channels());
  CV_Assert(channels <= std::size(kGather));
  const auto across = spansOf(image.cols, size.width), down = spansOf(image.rows, size.height);
  const auto whole_across = static_cast<float>(static_cast<double>(size.width) / image.cols);
  const auto whole_down = static_cast<float>(static_cast<double>(size.height) / image.rows);
  const Weights weights = weightsOf(across, whole_across);
  const std::size_t row = static_cast<std::size_t>(image.cols) * channels;
  std::vector<float> sums(row + static_cast<std::size_t>(weights.reach) * channels);
  cv::Mat out(size, image.type());
  for (int y = 0; y < out.rows; ++y) {
    addRows({sums.data(), row}, image, down[static_cast<std::size_t>(y)], whole_down);
    kGather[channels - 1](sums, across, weights, out.ptr<std::uint8_t>(y));
  }
  return out;
}

}  // namespace sohoa::ocr
