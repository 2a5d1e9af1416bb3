#include "ocr/working_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "ocr/raster_view.h"

namespace sohoa::ocr {
namespace {

constexpr double kFinestDpi = 400;  // above it nothing is gained and time is lost
constexpr double kUsualDpi = 300;

double workingScale(double dpi) { return dpi > kFinestDpi ? kUsualDpi / dpi : 1; }

core::Box scaled(const core::Box& box, double factor, const core::Box& frame) {
  const int left = static_cast<int>(std::floor(box.x * factor));
  const int top = static_cast<int>(std::floor(box.y * factor));
  const int right = static_cast<int>(std::ceil(box.right() * factor));
  const int bottom = static_cast<int>(std::ceil(box.bottom() * factor));
  return core::Box{left, top, right - left, bottom - top}.intersect(frame);
}

// Box of the parts that are left; empty when none is.
template <class Part>
core::Box hull(const std::vector<Part>& parts) {
  core::Box box;
  for (const auto& part : parts) box = box.unite(part.box);
  return box;
}

WorkingImage upright(const cv::Mat& picture, const core::PageGeometry& geometry, double scale,
                     double share) {
  WorkingImage image{picture, scale, geometry.dpi() * scale};
  const core::Affine to_master{static_cast<double>(geometry.master.width) / picture.cols,  0, 0,
                               static_cast<double>(geometry.master.height) / picture.rows, 0, 0};
  const core::Affine map =
      to_master.then(geometry.masterToUpright()).then({scale, 0, 0, scale, 0, 0});
  const core::Size frame = geometry.upright();
  const cv::Size size{std::max(1, static_cast<int>(std::ceil(frame.width * scale))),
                      std::max(1, static_cast<int>(std::ceil(frame.height * share * scale)))};
  const bool lies_straight = geometry.skew_deg == 0 && geometry.orientation_deg == 0;
  if (lies_straight && size == picture.size()) return image;
  // OpenCV counts from pixel centres, the frame from pixel edges.
  const core::Affine centred =
      core::Affine{1, 0, 0, 1, 0.5, 0.5}.then(map).then({1, 0, 0, 1, -0.5, -0.5});
  const cv::Matx23d matrix{centred.a, centred.c, centred.e, centred.b, centred.d, centred.f};
  cv::warpAffine(picture, image.grey, matrix, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                 cv::Scalar(kPaperWhite));
  return image;
}

}  // namespace

double workingDpi(const core::PageGeometry& geometry) {
  return geometry.dpi() * workingScale(geometry.dpi());
}

cv::Size workingSize(const core::PageGeometry& geometry) {
  const core::Size& master = geometry.master;
  const double dpi = workingDpi(geometry);
  if (dpi >= geometry.dpi()) return {master.width, master.height};
  const auto side = [](double pixels) {
    return std::max(1, static_cast<int>(std::lround(pixels)));
  };
  return {side(master.width * dpi / geometry.resolution.x),
          side(master.height * dpi / geometry.resolution.y)};
}

cv::Mat reduceToWorking(const cv::Mat& master_grey, const core::PageGeometry& geometry) {
  const cv::Size size = workingSize(geometry);
  return size == master_grey.size() ? master_grey : shrunk(master_grey, size);
}

WorkingImage makeUpright(const cv::Mat& reduced, const core::PageGeometry& geometry, double share) {
  return upright(reduced, geometry, workingScale(geometry.dpi()), share);
}

WorkingImage makeUprightSmall(const cv::Mat& small, const core::PageGeometry& geometry) {
  const double master = std::max(geometry.master.width / geometry.resolution.x,
                                 geometry.master.height / geometry.resolution.y);
  return upright(small, geometry, std::max(small.cols, small.rows) / (master * geometry.dpi()), 1);
}

void mapToUpright(std::vector<core::Block>& blocks, const WorkingImage& image,
                  const core::PageGeometry& geometry) {
  const core::Size upright = geometry.upright();
  const core::Box frame{0, 0, upright.width, upright.height};
  for (auto& block : blocks) {
    for (auto& line : block.lines) {
      for (auto& word : line.words) word.box = scaled(word.box, 1 / image.scale, frame);
      std::erase_if(line.words, [](const core::Word& w) { return w.box.empty(); });
      line.box = hull(line.words);
    }
    std::erase_if(block.lines, [](const core::Line& l) { return l.words.empty(); });
    block.box = hull(block.lines);
  }
  std::erase_if(blocks, [](const core::Block& b) { return b.lines.empty(); });
}

}  // namespace sohoa::ocr
