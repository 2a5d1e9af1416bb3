#include "ocr/marks.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "ocr/inflated.h"
#include "ocr/ink_blots.h"

namespace sohoa::ocr {
namespace {

using Kind = core::Mark::Kind;

void addBlots(const std::vector<InkBlot>& blots, std::vector<core::Mark>& marks) {
  for (const auto& [box, stamp] : blots) {
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
void addBlackSignatures(const InkLook& look, std::vector<core::Mark>& marks) {
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

std::vector<core::Mark> findMarks(InkLook look, const core::PageGeometry& geometry) {
  if (std::min(look.dark.cols, look.dark.rows) < kLeastBlotHigh * look.mm) return {};
  std::vector<core::Mark> marks;
  for (const auto& ring : look.rings) {
    marks.push_back({Kind::kSeal, {ring.x, ring.y, ring.width, ring.height}});
    if (look.colour) {
      const cv::Rect place =
          inflated(ring, static_cast<int>(look.mm)) & cv::Rect({0, 0}, look.red.size());
      look.red(place) = 0;
    } else {
      // So that a signature across the seal comes loose from its ring.
      cv::circle(look.dark, {ring.x + ring.width / 2, ring.y + ring.height / 2}, ring.width / 2,
                 cv::Scalar(0), static_cast<int>(2.5 * look.mm));
    }
  }
  if (look.colour) {
    addBlots(blotsIn(look.red, BlotColour::kRed, look.mm), marks);
    addBlots(look.blue_blots, marks);
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
