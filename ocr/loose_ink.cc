#include "ocr/loose_ink.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "ocr/cleaning.h"
#include "ocr/inflated.h"
#include "ocr/raster_view.h"
#include "ocr/stamp_frame.h"

namespace sohoa::ocr {
namespace {

constexpr double kLookDpi = 100;
constexpr double kInkShare = 0.85;  // of the paper's light; stamps are often faint
constexpr double kMillimetresPerInch = 25.4;
// Millimetres.
constexpr double kBetweenLetters = 4;
constexpr double kLeastWide = 6, kMostWide = 90, kLeastHigh = 2.2, kMostHigh = 40;
constexpr double kSpeck = 0.5;
constexpr double kLeastInk = 2.5;  // square millimetres
constexpr double kRule = 0.9, kShortestRule = 8;
constexpr double kRim = 1.5;
constexpr double kReach = 10;
constexpr double kBetweenWords = 0.9;  // heights of the higher
constexpr double kSide = 0.8;          // half of the side of a frame, and what is soft of it
constexpr double kFrameSide = 1.5;
constexpr double kOfFrame = 0.75;  // of its ink
constexpr double kMostTurn = 25;   // degrees

cv::Rect scaled(const core::Box& box, double scale) {
  return {cv::Point(static_cast<int>(std::floor(box.x * scale)),
                    static_cast<int>(std::floor(box.y * scale))),
          cv::Point(static_cast<int>(std::ceil(box.right() * scale)),
                    static_cast<int>(std::ceil(box.bottom() * scale)))};
}

struct Shape {
  cv::Rect box;
  int area = 0;
};

struct Place {
  std::vector<int> labels;
  cv::Rect box;
  int ink = 0;  // pixels
};

std::vector<Shape> shapesIn(const cv::Mat& mask, cv::Mat& labels) {
  cv::Mat stats, centres;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
  std::vector<Shape> shapes(static_cast<std::size_t>(count));
  for (int i = 1; i < count; ++i) {
    const auto* s = stats.ptr<int>(i);
    shapes[static_cast<std::size_t>(i)] = {
        {s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH], s[cv::CC_STAT_HEIGHT]},
        s[cv::CC_STAT_AREA]};
  }
  return shapes;
}

// Paints shapes away; `gone` decides.
template <class Gone>
void erase(cv::Mat& mask, Gone gone) {
  cv::Mat labels;
  const auto shapes = shapesIn(mask, labels);
  std::vector<bool> out(shapes.size(), false);
  for (std::size_t i = 1; i < shapes.size(); ++i) out[i] = gone(shapes[i]);
  for (int y = 0; y < mask.rows; ++y) {
    const auto* label = labels.ptr<int>(y);
    auto* row = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) {
      if (out[static_cast<std::size_t>(label[x])]) row[x] = 0;
    }
  }
}

// The angle of the long side of the ink's hull, when it lies roughly across.
double turnOfHull(const cv::Mat& mask) {
  std::vector<cv::Point> ink;
  cv::findNonZero(mask, ink);
  if (ink.size() < 10) return 0;
  const cv::RotatedRect hull = cv::minAreaRect(ink);
  double angle = hull.angle;
  if (hull.size.width < hull.size.height) angle -= 90;
  while (angle <= -90) angle += 180;
  while (angle > 90) angle -= 180;
  return std::abs(angle) <= kMostTurn ? angle : 0;
}

cv::Mat straightened(const cv::Mat& crop, double degrees) {
  if (std::abs(degrees) < 0.5) return crop;
  cv::Mat out;
  const cv::Point2f middle(static_cast<float>(crop.cols) / 2, static_cast<float>(crop.rows) / 2);
  cv::warpAffine(crop, out, cv::getRotationMatrix2D(middle, degrees, 1), crop.size(),
                 cv::INTER_CUBIC, cv::BORDER_CONSTANT, cv::Scalar(kPaperWhite));
  return out;
}

cv::Mat inkOf(const cv::Mat& grey) {
  cv::Mat mask;
  cv::threshold(grey, mask, kInkShare * kPaperWhite, 255, cv::THRESH_BINARY_INV);
  return mask;
}

// Letters that run into each other do not keep to the sides of their box.
bool isHollow(const Shape& shape, const cv::Mat& mask, double mm) {
  const cv::Rect middle = inflated(shape.box, -static_cast<int>(kFrameSide * mm));
  if (middle.width <= 0 || middle.height <= 0) return false;
  const int sides = cv::countNonZero(mask(shape.box)) - cv::countNonZero(mask(middle));
  return sides > kOfFrame * shape.area;
}

// The sides of the frame round a stamp, in one piece or in several.
cv::Mat withoutFrame(const cv::Mat& crop, double mm) {
  cv::Mat mask = inkOf(crop);
  const cv::Rect all = cv::boundingRect(mask);
  if (all.empty()) return crop;
  if (const auto frame = findFrame(mask, mm)) {
    const cv::Rect inside = inflated(*frame, -static_cast<int>(kSide * mm)) & all;
    cv::Mat out(crop.size(), CV_8U, cv::Scalar(kPaperWhite));
    crop(inside).copyTo(out(inside));
    return out;
  }
  cv::Mat letters = mask.clone();
  erase(letters, [&](const Shape& shape) {
    const bool around = shape.box.width > 0.8 * all.width && shape.box.height > 0.7 * all.height &&
                        shape.area < 0.45 * shape.box.area() && isHollow(shape, mask, mm);
    const bool across = shape.box.width > 0.5 * all.width && shape.box.height < 1.6 * mm;
    const bool at_side = shape.box.x < all.x + 1.5 * mm || shape.box.br().x > all.br().x - 1.5 * mm;
    const bool down = at_side && shape.box.height > 0.8 * all.height && shape.box.width < 1.2 * mm;
    return around || across || down;
  });
  cv::Mat out = crop.clone(), gone = mask - letters;
  cv::dilate(gone, gone, {});
  out.setTo(cv::Scalar(kPaperWhite), gone & ~letters);
  return out;
}

// Ink to black, so that a faint stamp looks like print.
cv::Mat darkened(const cv::Mat& crop) {
  double darkest = 0;
  cv::minMaxLoc(crop, &darkest, nullptr);
  const double span = kPaperWhite - darkest;
  if (span < 20 || darkest < 40) return crop;
  cv::Mat out;
  crop.convertTo(out, CV_8U, kPaperWhite / span, -darkest * kPaperWhite / span);
  return out;
}

// With room for the corners to turn in.
cv::Mat roomy(const cv::Mat& crop, double mm) {
  cv::Mat out;
  const int rim = static_cast<int>(kRim * mm) + std::max(crop.cols, crop.rows) / 6;
  cv::copyMakeBorder(crop, out, rim, rim, rim, rim, cv::BORDER_CONSTANT, cv::Scalar(kPaperWhite));
  return out;
}

// The turn of a frame, when the longest line is a side of one.
std::optional<double> turnOfFrame(const cv::Mat& crop, double mm) {
  const auto turn = turnOfLongLine(inkOf(crop), kMostTurn, mm);
  if (!turn || !findFrame(inkOf(straightened(crop, *turn)), mm)) return std::nullopt;
  return turn;
}

// Straightened, without frame and rim.
cv::Mat madeReadable(const cv::Mat& crop, double turn, double mm) {
  const cv::Mat straight = withoutFrame(straightened(darkened(roomy(crop, mm)), turn), mm);
  const cv::Rect ink = cv::boundingRect(inkOf(straight));
  if (ink.empty()) return {};
  const cv::Rect whole({0, 0}, straight.size());
  return straight(inflated(ink, static_cast<int>(mm)) & whole).clone();
}

// The patch with what stands in its row beside it, when words that were accounted for are there:
// its first or last letters may have been taken for one.
cv::Mat withWordsBeside(const cv::Mat& grey, const LooseInk& patch,
                        const std::vector<core::Word>& words, double mm) {
  const int reach = static_cast<int>(std::min<double>(patch.box.height, kReach * mm));
  const cv::Rect wide = inflated(patch.box, reach, 0) & cv::Rect({0, 0}, grey.size());
  const bool touched = std::any_of(words.begin(), words.end(), [&](const core::Word& word) {
    return !(scaled(word.box, 1) & wide).empty();
  });
  return touched ? madeReadable(grey(wide), patch.turn, mm) : cv::Mat();
}

LooseInk patchAt(const cv::Mat& grey, const cv::Mat& mine, const cv::Rect& box, double mm) {
  LooseInk patch;
  patch.box = box;
  cv::Mat alone;
  cv::Mat(grey(box)).copyTo(alone);
  alone.setTo(cv::Scalar(kPaperWhite), ~mine);
  const cv::Mat ink = inkOf(alone);
  const auto frame = turnOfFrame(roomy(alone, mm), mm);
  patch.framed = frame.has_value();
  patch.turn = frame ? *frame : turnOfHull(ink);
  patch.crop = madeReadable(alone, patch.turn, mm);
  return patch;
}

// Where patches are, on a small picture of the head.
struct Places {
  double scale = 1;  // of the picture
  cv::Mat labels;
  std::vector<Place> found;
};

// Words of large letters stand far apart.
void joinWords(std::vector<Place>& places, double mm) {
  const auto near = [&](const cv::Rect& a, const cv::Rect& b) {
    const auto [low, high] = std::minmax(a.height, b.height);
    const auto reach = static_cast<int>(kBetweenWords * high);
    const bool fits = (a | b).width <= kMostWide * mm && (a | b).height <= kMostHigh * mm;
    return fits && high < 2 * low && !(inflated(a, reach, 0) & b).empty();
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t k = i + 1; k < places.size();) {
      if (!near(places[i].box, places[k].box)) {
        ++k;
        continue;
      }
      auto& into = places[i];
      into.box |= places[k].box;
      into.ink += places[k].ink;
      into.labels.insert(into.labels.end(), places[k].labels.begin(), places[k].labels.end());
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(k));
      k = i + 1;
    }
  }
}

cv::Mat isOneOf(const cv::Mat& labels, const std::vector<int>& wanted) {
  cv::Mat mask = labels == wanted.front();
  for (const int label : wanted) mask |= labels == label;
  return mask;
}

Places placesIn(const cv::Mat& head, double dpi, const std::vector<core::Word>& words) {
  Places places;
  places.scale = std::min(1.0, kLookDpi / dpi);
  const double mm = dpi * places.scale / kMillimetresPerInch;
  cv::Mat ink = inkOf(reducedBy(head, places.scale));
  const cv::Rect whole({0, 0}, ink.size());
  for (const auto& word : words) {
    ink(inflated(scaled(word.box, places.scale), 1) & whole).setTo(cv::Scalar(0));
  }
  erase(ink, [&](const Shape& shape) {
    const bool rule = shape.box.height < kRule * mm && shape.box.width > kShortestRule * mm;
    return rule || std::max(shape.box.width, shape.box.height) < kSpeck * mm ||
           shape.box.width > kMostWide * mm || shape.box.height > kMostHigh * mm;
  });
  cv::Mat joined;
  const int reach = static_cast<int>(kBetweenLetters * mm) | 1;
  cv::morphologyEx(ink, joined, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {reach, reach}));
  const auto shapes = shapesIn(joined, places.labels);
  for (std::size_t i = 1; i < shapes.size(); ++i) {
    const cv::Rect& box = shapes[i].box;
    if (box.width < kLeastWide * mm || box.height < kLeastHigh * mm) continue;
    if (box.width > kMostWide * mm || box.height > kMostHigh * mm) continue;
    const int own = cv::countNonZero(ink(box) & (places.labels(box) == static_cast<int>(i)));
    if (own < kLeastInk * mm * mm) continue;
    places.found.push_back({{static_cast<int>(i)}, box, own});
  }
  joinWords(places.found, mm);
  return places;
}

cv::Mat headOf(const cv::Mat& grey, int page_rows) {
  const int rows = static_cast<int>(std::ceil(page_rows * kHeadShare));
  return grey.rowRange(0, std::min(grey.rows, rows));
}

}  // namespace

bool hasLooseInk(const cv::Mat& grey, double dpi, const std::vector<core::Word>& words) {
  return !placesIn(headOf(grey, grey.rows), dpi, words).found.empty();
}

std::vector<LooseInk> looseInk(const cv::Mat& grey, double dpi,
                               const std::vector<core::Word>& words, std::size_t most,
                               int page_rows, const std::function<bool(const LooseInk&)>& usable) {
  const cv::Mat head = headOf(grey, page_rows);
  Places places = placesIn(head, dpi, words);
  auto& found = places.found;
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.ink > b.ink; });
  if (found.size() > 4 * most) found.resize(4 * most);
  const double scale = places.scale;
  std::vector<LooseInk> patches;
  for (const auto& [labels, at, own] : found) {
    if (patches.size() == most) break;
    const cv::Rect box =
        inflated(
            {cv::Point(static_cast<int>(at.x / scale), static_cast<int>(at.y / scale)),
             cv::Point(static_cast<int>(at.br().x / scale), static_cast<int>(at.br().y / scale))},
            static_cast<int>(0.5 * dpi / kMillimetresPerInch)) &
        cv::Rect({0, 0}, head.size());
    const cv::Rect look = cv::Rect(static_cast<int>(box.x * scale), static_cast<int>(box.y * scale),
                                   std::max(1, static_cast<int>(box.width * scale)),
                                   std::max(1, static_cast<int>(box.height * scale))) &
                          cv::Rect({0, 0}, places.labels.size());
    cv::Mat mine;
    cv::dilate(isOneOf(places.labels(look), labels), mine, {}, {-1, -1}, 2);
    cv::resize(mine, mine, box.size(), 0, 0, cv::INTER_NEAREST);
    auto patch = patchAt(head, mine, box, dpi / kMillimetresPerInch);
    if (patch.crop.empty() || !usable(patch)) continue;
    patch.beside = withWordsBeside(head, patch, words, dpi / kMillimetresPerInch);
    patches.push_back(std::move(patch));
  }
  return patches;
}

}  // namespace sohoa::ocr
