#include "ocr/marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "ocr/raster_view.h"
#include "ocr/sketch.h"

namespace sohoa::ocr {
namespace {

using Kind = core::Mark::Kind;

constexpr int kLookSide = 880;  // about 75 dots per inch on A4
constexpr double kMillimetresPerInch = 25.4;

// Rings. Lengths in millimetres.
constexpr double kSmallestRing = 14, kLargestRing = 22;  // radius
constexpr double kRingsApart = 18;                       // centres
constexpr double kRingSlack = 0.7;
constexpr double kRingGap = 1.8;   // clear paper inside the outer ring of a seal
constexpr double kRedRing = 0.55;  // share of the visible circle that must be inked
constexpr double kBlackRing = 0.8;
constexpr double kMostGapInk = 0.45;  // share of ink in that gap, where text crosses it
constexpr int kAngles = 180;
constexpr std::size_t kMostRings = 6;

// Blots of colour.
constexpr int kColourful = 28;  // grey levels between the channels, beyond the paper's own tint
constexpr double kJoin = 2.2;
constexpr double kLeastBlotWide = 11, kLeastBlotHigh = 4.5;
constexpr double kFrameShare = 0.6;  // of a side that a frame's line covers
constexpr double kThinInk = 0.2;     // share of its box that a signature covers at most

struct Look {
  cv::Mat red, blue, dark;  // masks, 255 is ink
  double mm = 3;            // pixels
  bool colour = false;
};

cv::Mat inColour(const core::Raster& page, cv::Size size) {
  const cv::Mat full(page.size.height, page.size.width, CV_8UC3,
                     const_cast<std::uint8_t*>(page.pixels.data()), page.stride);
  return shrunk(full, size);
}

// The usual value of a channel difference: the tint of the paper.
int medianOf(const cv::Mat& values) {
  std::array<int, 511> counts{};
  for (int y = 0; y < values.rows; ++y) {
    for (int x = 0; x < values.cols; ++x) {
      ++counts[static_cast<std::size_t>(values.at<short>(y, x) + 255)];
    }
  }
  int seen = 0, value = 0;
  while (value < 510 &&
         (seen += counts[static_cast<std::size_t>(value)]) * 2 < values.rows * values.cols) {
    ++value;
  }
  return value - 255;
}

// Where one channel stands above the largest other one more than paper in the same light would.
cv::Mat tinted(const cv::Mat& rgb, int channel) {
  cv::Mat excess(rgb.rows, rgb.cols, CV_16S), light(rgb.rows, rgb.cols, CV_16S);
  cv::Mat mask(rgb.rows, rgb.cols, CV_8U);
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
  const int paper = medianOf(excess), paper_light = std::max(1, medianOf(light));
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* e = excess.ptr<short>(y);
    const auto* bright = light.ptr<short>(y);
    auto* out = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < rgb.cols; ++x) {
      const int expected = paper * std::min<int>(bright[x], paper_light) / paper_light;
      out[x] = e[x] > expected + kColourful ? 255 : 0;
    }
  }
  return mask;
}

// Red and blue ink nearly vanish.
cv::Mat lightest(const cv::Mat& rgb) {
  cv::Mat out(rgb.rows, rgb.cols, CV_8U);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* p = rgb.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < rgb.cols; ++x, p += 3) o[x] = std::max({p[0], p[1], p[2]});
  }
  return out;
}

Look lookAt(const core::Raster& page, const core::PageGeometry& geometry) {
  Look look;
  const cv::Size size = sketchSize(geometry, kLookSide);
  const double inches = std::max(geometry.master.width / geometry.resolution.x,
                                 geometry.master.height / geometry.resolution.y);
  look.mm = std::max(size.width, size.height) / inches / kMillimetresPerInch;
  look.colour = page.format == core::Raster::Format::kRgb;
  cv::Mat print;
  if (look.colour) {
    const cv::Mat rgb = inColour(page, size);
    print = lightest(rgb);
    look.red = tinted(rgb, 0);
    look.blue = tinted(rgb, 2);
    // Grey pages saved as colour.
    look.colour = cv::countNonZero(look.red | look.blue) > 0;
  } else {
    print = reducedInkGrey(page, size);
  }
  const int window = static_cast<int>(15 * look.mm) | 1;
  cv::adaptiveThreshold(print, look.dark, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY_INV,
                        std::max(3, window), 14);
  return look;
}

// Shares of the circle's visible angles with ink on the ring, and with ink just outside it.
struct RingCover {
  double ring = 0, gap = 0;
  double visible = 0;
  // Of all circles around one place the outermost ring has ink on it and none around it.
  [[nodiscard]] double score() const { return ring - 0.5 * gap; }
};

const std::array<cv::Point2d, kAngles>& directions() {
  static const auto kDirections = [] {
    std::array<cv::Point2d, kAngles> all;
    for (int i = 0; i < kAngles; ++i) {
      const double angle = 2 * std::numbers::pi * i / kAngles;
      all[static_cast<std::size_t>(i)] = {std::cos(angle), std::sin(angle)};
    }
    return all;
  }();
  return kDirections;
}

RingCover coverOf(const cv::Mat& ink, cv::Point2d centre, double radius, double mm) {
  int seen = 0, on = 0, around = 0;
  const auto inked = [&](double r, const cv::Point2d& direction) {
    const int x = cvRound(centre.x + r * direction.x);
    const int y = cvRound(centre.y + r * direction.y);
    if (x < 0 || y < 0 || x >= ink.cols || y >= ink.rows) return -1;
    return ink.at<std::uint8_t>(y, x) != 0 ? 1 : 0;
  };
  for (const auto& direction : directions()) {
    if (inked(radius, direction) < 0) continue;
    ++seen;
    bool hit = false;
    for (double d = -kRingSlack; d <= kRingSlack; d += 0.35) {
      hit = hit || inked(radius + d * mm, direction) == 1;
    }
    on += hit;
    around += inked(radius + kRingGap * mm, direction) == 1;
  }
  if (seen == 0) return {};
  return {static_cast<double>(on) / seen, static_cast<double>(around) / seen,
          static_cast<double>(seen) / kAngles};
}

std::vector<cv::Rect> ringsIn(const cv::Mat& ink, const Look& look, double least_cover) {
  const double mm = look.mm;
  std::vector<cv::Vec3f> circles;
  cv::Mat soft, wide;
  // Seals cut by the edge have their middle outside the picture.
  const int rim = static_cast<int>(kLargestRing * mm);
  cv::copyMakeBorder(ink, wide, rim, rim, rim, rim, cv::BORDER_CONSTANT, cv::Scalar(0));
  cv::GaussianBlur(wide, soft, {3, 3}, 0);
  cv::HoughCircles(soft, circles, cv::HOUGH_GRADIENT, 1.5, kRingsApart * mm, 120.0, 40.0,
                   static_cast<int>(kSmallestRing * mm), static_cast<int>(kLargestRing * mm));
  std::vector<cv::Rect> rings;
  if (circles.size() > kMostRings) circles.resize(kMostRings);  // strongest first
  for (const auto& circle : circles) {
    // The vote finds the middle to a pixel or two, and often the inner ring.
    RingCover best;
    cv::Point2d centre;
    double radius = 0;
    for (double r = kSmallestRing * mm; r <= kLargestRing * mm; r += 0.75) {
      for (const int dy : {-2, 0, 2}) {
        for (const int dx : {-2, 0, 2}) {
          const cv::Point2d c(circle[0] - rim + dx, circle[1] - rim + dy);
          const RingCover cover = coverOf(ink, c, r, mm);
          if (cover.score() <= best.score()) continue;
          best = cover;
          centre = c;
          radius = r;
        }
      }
    }
    if (best.ring < least_cover || best.gap > kMostGapInk || best.visible < 0.25) continue;
    const int side = static_cast<int>(2 * radius);
    rings.emplace_back(static_cast<int>(centre.x - radius), static_cast<int>(centre.y - radius),
                       side, side);
  }
  return rings;
}

// A straight line of ink along the top and the bottom, or along both sides, of the box.
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
  return (top && bottom) || (left && right);
}

void addBlots(const cv::Mat& ink, bool blue, const Look& look, std::vector<core::Mark>& marks) {
  cv::Mat joined, labels, stats, centres;
  const int reach = std::max(3, static_cast<int>(kJoin * look.mm));
  cv::morphologyEx(ink, joined, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_RECT, {reach, reach}));
  const int count = cv::connectedComponentsWithStats(joined, labels, stats, centres, 8, CV_32S);
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const cv::Rect box(s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                       s[cv::CC_STAT_HEIGHT]);
    if (box.width < kLeastBlotWide * look.mm || box.height < kLeastBlotHigh * look.mm) continue;
    const cv::Mat mine = ink(box) & (labels(box) == i);
    const double share = static_cast<double>(cv::countNonZero(mine)) / box.area();
    const bool stamp = !blue || framed(ink, box, look.mm) || share > kThinInk;
    if (!blue && share < 0.02) continue;
    marks.push_back(
        {stamp ? Kind::kStamp : Kind::kSignature, {box.x, box.y, box.width, box.height}});
  }
}

bool mostlyInside(const core::Box& inner, const core::Box& outer) {
  const core::Box both = inner.intersect(outer);
  return !both.empty() && both.width * both.height > 0.6 * inner.width * inner.height;
}

// A pen stroke in black: long, loose, and no straight line. What lies inside a mark already found
// is part of it.
void addBlackSignatures(const Look& look, std::vector<core::Mark>& marks) {
  constexpr double kLeastWide = 13, kMostWide = 75, kLeastHigh = 6, kMostHigh = 32;
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(look.dark, labels, stats, centres, 8, CV_32S);
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    const cv::Rect box(s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                       s[cv::CC_STAT_HEIGHT]);
    const double w = box.width / look.mm, h = box.height / look.mm;
    if (w < kLeastWide || w > kMostWide || h < kLeastHigh || h > kMostHigh) continue;
    const double share = static_cast<double>(s[cv::CC_STAT_AREA]) / box.area();
    const cv::Mat mine = labels(box) == i;
    if (share > 0.25 || framed(mine, {0, 0, box.width, box.height}, look.mm)) continue;
    cv::Mat rows, columns;
    cv::reduce(mine, rows, 1, cv::REDUCE_SUM, CV_32S);
    cv::reduce(mine, columns, 0, cv::REDUCE_SUM, CV_32S);
    double longest_row = 0, longest_column = 0;
    cv::minMaxLoc(rows, nullptr, &longest_row);
    cv::minMaxLoc(columns, nullptr, &longest_column);
    if (longest_row / 255 > 0.6 * box.width || longest_column / 255 > 0.8 * box.height) continue;
    const core::Box place{box.x, box.y, box.width, box.height};
    const bool known = std::any_of(marks.begin(), marks.end(), [&](const core::Mark& mark) {
      return mostlyInside(place, mark.box) || mostlyInside(mark.box, place);
    });
    if (!known) marks.push_back({Kind::kSignature, place});
  }
}

core::Box toUpright(const core::Box& box, const core::Affine& map, const core::Size& frame) {
  double left = frame.width, top = frame.height, right = 0, bottom = 0;
  for (const auto& corner :
       {core::Point{static_cast<double>(box.x), static_cast<double>(box.y)},
        core::Point{static_cast<double>(box.right()), static_cast<double>(box.y)},
        core::Point{static_cast<double>(box.x), static_cast<double>(box.bottom())},
        core::Point{static_cast<double>(box.right()), static_cast<double>(box.bottom())}}) {
    const core::Point p = map(corner);
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  const core::Box out{static_cast<int>(left), static_cast<int>(top), static_cast<int>(right - left),
                      static_cast<int>(bottom - top)};
  return out.intersect({0, 0, frame.width, frame.height});
}

}  // namespace

std::vector<core::Mark> findMarks(const core::Raster& page, const core::PageGeometry& geometry) {
  Look look = lookAt(page, geometry);
  if (std::min(look.dark.cols, look.dark.rows) < kLeastBlotHigh * look.mm) return {};
  std::vector<core::Mark> marks;
  const auto rings =
      look.colour ? ringsIn(look.red, look, kRedRing) : ringsIn(look.dark, look, kBlackRing);
  for (const auto& ring : rings) {
    marks.push_back({Kind::kSeal, {ring.x, ring.y, ring.width, ring.height}});
    if (look.colour) {
      const int grown = static_cast<int>(look.mm);
      const cv::Rect place = cv::Rect(ring.x - grown, ring.y - grown, ring.width + 2 * grown,
                                      ring.height + 2 * grown) &
                             cv::Rect({0, 0}, look.red.size());
      look.red(place) = 0;
    } else {
      // So that a signature across the seal comes loose from its ring.
      cv::circle(look.dark, {ring.x + ring.width / 2, ring.y + ring.height / 2}, ring.width / 2,
                 cv::Scalar(0), static_cast<int>(2.5 * look.mm));
    }
  }
  if (look.colour) {
    addBlots(look.red, false, look, marks);
    addBlots(look.blue, true, look, marks);
  }
  addBlackSignatures(look, marks);
  const core::Size upright = geometry.upright();
  const core::Affine map =
      core::Affine{static_cast<double>(geometry.master.width) / look.dark.cols,  0, 0,
                   static_cast<double>(geometry.master.height) / look.dark.rows, 0, 0}
          .then(geometry.masterToUpright());
  for (auto& mark : marks) mark.box = toUpright(mark.box, map, upright);
  marks.erase(std::remove_if(marks.begin(), marks.end(),
                             [](const core::Mark& mark) { return mark.box.empty(); }),
              marks.end());
  return marks;
}

}  // namespace sohoa::ocr
