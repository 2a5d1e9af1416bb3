#include "ocr/ink_blots.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace sohoa::ocr {
namespace {

// Millimetres.
constexpr double kJoin = 2.2;
constexpr double kLeastWide = 11, kLeastHigh = kLeastBlotHigh;
constexpr double kFrameShare = 0.6;  // of a side that a frame's line covers
constexpr double kThinInk = 0.2;     // share of its box that a signature covers at most
constexpr double kHigherThanWriting = 9;
constexpr double kLeastFrame = 6.5;
constexpr double kLeastInk = 0.02;

}  // namespace

bool framed(const cv::Mat& ink, const cv::Rect& box, double mm) {
  const int band = std::max(2, static_cast<int>(1.6 * mm));
  const auto covered = [&](const cv::Rect& edge, int along) {
    cv::Mat any;
    cv::reduce(ink(edge), any, along, cv::REDUCE_MAX);
    return cv::countNonZero(any) > kFrameShare * static_cast<double>(any.total());
  };
  if (box.height <= 2 * band || box.width <= 2 * band) return false;
  const bool top = covered({box.x, box.y, box.width, band}, 0);
  const bool bottom = covered({box.x, box.br().y - band, box.width, band}, 0);
  const bool left = covered({box.x, box.y, band, box.height}, 1);
  const bool right = covered({box.br().x - band, box.y, band, box.height}, 1);
  return top + bottom + left + right >= 2;
}

std::vector<InkBlot> blotsIn(const cv::Mat& ink, BlotColour colour, double mm) {
  cv::Mat joined, labels, stats, centres;
  const int reach = std::max(3, static_cast<int>(kJoin * mm));
  cv::morphologyEx(ink, joined, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
  const int count = cv::connectedComponentsWithStats(joined, labels, stats, centres, 8, CV_32S);
  std::vector<InkBlot> blots;
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const cv::Rect box(s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                       s[cv::CC_STAT_HEIGHT]);
    if (box.width < kLeastWide * mm || box.height < kLeastHigh * mm) continue;
    const cv::Mat mine = ink(box) & (labels(box) == i);
    const double share = static_cast<double>(cv::countNonZero(mine)) / box.area();
    if (colour == BlotColour::kRed) {
      if (share >= kLeastInk) blots.push_back({box, true});
    } else {
      const bool dense = share > kThinInk && box.height > kHigherThanWriting * mm;
      const bool boxed = box.height > kLeastFrame * mm && framed(ink, box, mm);
      blots.push_back({box, dense || boxed});
    }
  }
  return blots;
}

}  // namespace sohoa::ocr
