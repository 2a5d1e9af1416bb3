#include "ocr/seal_ink.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "ocr/cleaning.h"
#include "ocr/inflated.h"
#include "ocr/ink_blots.h"

namespace sohoa::ocr {
namespace {

constexpr double kPenAround = 3;  // millimetres
constexpr int kAround = 5;        // pixels of the look; the soft edge of coloured ink is grey
constexpr double kColourShare = 0.18, kGreyShare = 0.14;
constexpr double kInkShare = 0.6;   // of the paper's light
constexpr double kCoreOfInk = 0.3;  // of the pixels of ink; the others lie on edges of letters
constexpr std::size_t kFewestInk = 500;

// How dark print is where no seal lies. Every fourth row is enough to know.
std::optional<double> printLevel(const cv::Mat& flat, const cv::Mat& seals) {
  std::array<std::size_t, static_cast<std::size_t>(kInkShare * kPaperWhite)> count{};
  std::size_t ink = 0;
  for (int y = 0; y < flat.rows; y += 4) {
    const auto* row = flat.ptr<std::uint8_t>(y);
    const auto* seal = seals.ptr<std::uint8_t>(y);
    for (int x = 0; x < flat.cols; ++x) {
      if (row[x] >= count.size() || seal[x] != 0) continue;
      ++count[row[x]];
      ++ink;
    }
  }
  if (ink < kFewestInk) return std::nullopt;
  std::size_t seen = 0, level = 0;
  while (static_cast<double>(seen += count[level]) < kCoreOfInk * static_cast<double>(ink)) ++level;
  return static_cast<double>(level);
}

// Boxes of red and blue stamps, and some room round them: pens fill stamps in, and sign over seals.
std::vector<cv::Rect> stampsIn(const InkLook& look) {
  std::vector<cv::Rect> boxes;
  const int room = static_cast<int>(kPenAround * look.mm);
  const auto add = [&](const std::vector<InkBlot>& blots) {
    for (const auto& [box, stamp] : blots) {
      if (!stamp) continue;
      boxes.push_back(inflated(box, room) & cv::Rect({0, 0}, look.red.size()));
    }
  };
  add(blotsIn(look.red, BlotColour::kRed, look.mm));
  add(look.blue_blots);
  return boxes;
}

}  // namespace

SealInk sealInkOf(const InkLook& look) {
  SealInk seals{{}, look.colour ? kColourShare : kGreyShare};
  if (look.colour) {
    const cv::Mat ink = look.red.clone();
    for (const auto& stamp : stampsIn(look)) ink(stamp) |= look.blue(stamp);
    if (cv::countNonZero(ink) == 0) return seals;
    cv::dilate(ink, seals.where, cv::getStructuringElement(cv::MORPH_RECT, {kAround, kAround}));
  } else if (!look.rings.empty()) {
    seals.where = cv::Mat::zeros(look.dark.size(), CV_8U);
    for (const cv::Rect& ring : look.rings) {
      cv::circle(seals.where, (ring.tl() + ring.br()) / 2, ring.width / 2 + kAround,
                 cv::Scalar(255), cv::FILLED);
    }
  }
  return seals;
}

cv::Mat withoutSealInk(const cv::Mat& flat, const SealInk& seals, double dpi) {
  cv::Mat where;
  cv::resize(seals.where, where, flat.size(), 0, 0, cv::INTER_NEAREST);
  const auto print = printLevel(flat, where);
  if (!print) return flat;
  const cv::Rect box = cv::boundingRect(where);
  const int reach = 2 * std::max(1, static_cast<int>(std::lround(dpi / 300))) + 1;
  cv::Mat darkest_near, out = flat.clone();
  cv::erode(flat(box), darkest_near, cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
  const double lightest_print = *print + seals.share * (kPaperWhite - *print);
  out(box).setTo(cv::Scalar(kPaperWhite), (darkest_near > lightest_print) & where(box));
  return out;
}

}  // namespace sohoa::ocr
