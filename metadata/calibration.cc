#include "metadata/calibration.h"

#include <algorithm>
#include <array>

namespace sohoa::metadata {
namespace {

struct Knot {
  double score;
  double right;
};

constexpr std::array<Knot, 6> kKnots{
    {{0, 0}, {0.5, 0.5}, {0.65, 0.8}, {0.8, 0.88}, {0.9, 0.9}, {1, 1}}};

}  // namespace

double calibrated(double score) {
  score = std::clamp(score, 0.0, 1.0);
  const auto* above = std::find_if(kKnots.begin() + 1, kKnots.end() - 1,
                                   [&](const Knot& knot) { return score < knot.score; });
  const auto* below = above - 1;
  const double share = (score - below->score) / (above->score - below->score);
  return below->right + share * (above->right - below->right);
}

}  // namespace sohoa::metadata
