#include "ocr/skew.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace sohoa::ocr {
namespace {

constexpr double kLimit = 15;
constexpr double kCoarseStep = 0.25;
constexpr double kFineStep = 0.03;
constexpr std::size_t kFewestPoints = 60;
constexpr std::size_t kMostPoints = 60'000;
// Peak over the median of all angles, below which the peak is chance.
constexpr double kFaintPeak = 1.12;
constexpr double kSharpPeak = 3;

struct FloatPoint {
  float x, y;
};

// The lower rims of the ink: on a line of print most of them lie on the base line.
std::vector<FloatPoint> lowerRims(const cv::Mat& ink) {
  std::vector<FloatPoint> points;
  for (int y = 0; y + 1 < ink.rows; ++y) {
    const auto* here = ink.ptr<std::uint8_t>(y);
    const auto* below = ink.ptr<std::uint8_t>(y + 1);
    for (int x = 0; x < ink.cols; ++x) {
      if (here[x] != 0 && below[x] == 0) {
        points.push_back({static_cast<float>(x), static_cast<float>(y)});
      }
    }
  }
  if (points.size() <= kMostPoints) return points;
  std::vector<FloatPoint> fewer;
  const std::size_t step = points.size() / kMostPoints + 1;
  for (std::size_t i = 0; i < points.size(); i += step) fewer.push_back(points[i]);
  return fewer;
}

// Projects the points across a direction and tells how unevenly they fall into rows.
class Projection {
 public:
  Projection(std::vector<FloatPoint> points, cv::Size size)
      : points_(std::move(points)), offset_(static_cast<float>(size.width + size.height)) {
    rows_.resize(static_cast<std::size_t>(offset_ * 2) + 2);
  }

  [[nodiscard]] double unevenness(double degrees, float row_height) {
    std::fill(rows_.begin(), rows_.end(), 0U);
    const double angle = degrees * std::numbers::pi / 180;
    const float sine = static_cast<float>(std::sin(angle)) / row_height;
    const float cosine = static_cast<float>(std::cos(angle)) / row_height;
    for (const auto& p : points_) {
      ++rows_[static_cast<std::size_t>(p.y * cosine - p.x * sine + offset_)];
    }
    double sum = 0;
    for (const std::uint32_t n : rows_) sum += static_cast<double>(n) * n;
    return sum;
  }

 private:
  std::vector<FloatPoint> points_;
  float offset_;
  std::vector<std::uint32_t> rows_;
};

// Where the parabola through three equally spaced values has its top, in steps from the middle one.
double parabolaTop(double left, double middle, double right) {
  const double bend = left - 2 * middle + right;
  return bend < 0 ? std::clamp((left - right) / (2 * bend), -0.5, 0.5) : 0;
}

}  // namespace

Skew estimateSkew(const cv::Mat& ink) {
  auto points = lowerRims(ink);
  if (points.size() < kFewestPoints) return {};
  Projection projection(std::move(points), ink.size());

  std::vector<double> coarse;
  for (double a = -kLimit; a <= kLimit + 1e-9; a += kCoarseStep) {
    coarse.push_back(projection.unevenness(a, 2));
  }
  const auto best = std::max_element(coarse.begin(), coarse.end());
  const double peak = *best;
  const double near = -kLimit + kCoarseStep * static_cast<double>(best - coarse.begin());
  std::nth_element(coarse.begin(), coarse.begin() + static_cast<std::ptrdiff_t>(coarse.size() / 2),
                   coarse.end());
  const double ratio = peak / coarse[coarse.size() / 2];
  if (ratio < kFaintPeak) return {};

  std::vector<double> fine;
  const int reach = static_cast<int>(std::ceil(1.5 * kCoarseStep / kFineStep));
  for (int i = -reach; i <= reach; ++i)
    fine.push_back(projection.unevenness(near + i * kFineStep, 1));
  const auto top = std::max_element(fine.begin(), fine.end()) - fine.begin();
  double shift = 0;
  if (top > 0 && top < 2 * reach) {
    const auto i = static_cast<std::size_t>(top);
    shift = parabolaTop(fine[i - 1], fine[i], fine[i + 1]);
  }
  const double degrees = near + (static_cast<double>(top - reach) + shift) * kFineStep;
  return {std::clamp(degrees, -kLimit, kLimit),
          std::clamp((ratio - kFaintPeak) / (kSharpPeak - kFaintPeak), 0.0, 1.0)};
}

}  // namespace sohoa::ocr
