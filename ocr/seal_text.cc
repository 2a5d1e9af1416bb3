#include "ocr/seal_text.h"

#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

constexpr int kMostSeals = 2;
// Shares of the outer ring's radius between which the letters stand.
constexpr double kInner = 0.56, kOuter = 0.9;
constexpr double kNearlySquare = 0.1;
constexpr int kStripHigh = 56;     // pixels; letters of 30 and room round them
constexpr double kStripDpi = 300;  // told to the engine
constexpr double kLeastRed = 40;   // of 255, by which red stands out
constexpr int kRim = 16;

// An arc of the ring laid flat, angles in radians, clockwise from the right. Letters on the lower
// arc stand with their heads to the middle.
struct Arc {
  double from = 0, to = 0;
  bool heads_out = true;
};

constexpr double degrees(double value) { return value * std::numbers::pi / 180; }
constexpr Arc kOver{degrees(165), degrees(375), true};
constexpr Arc kUnder{degrees(165), degrees(15), false};

// The part of the master that the seal lies in; empty beyond its edge.
cv::Rect placeOf(const core::Affine& to_master, const core::Box& seal, const cv::Size& master) {
  std::vector<cv::Point2f> corners;
  for (const int x : {seal.x, seal.right()}) {
    for (const int y : {seal.y, seal.bottom()}) {
      const auto at = to_master({static_cast<double>(x), static_cast<double>(y)});
      corners.emplace_back(static_cast<float>(at.x), static_cast<float>(at.y));
    }
  }
  return cv::boundingRect(corners) & cv::Rect({0, 0}, master);
}

cv::Mat flat(const cv::Mat& master, const core::Affine& to_master, const core::Box& seal,
             const Arc& arc) {
  const cv::Rect place = placeOf(to_master, seal, master.size());
  if (place.empty()) return {};
  const double radius = seal.width / 2.0;
  const core::Point middle{seal.x + radius, seal.y + seal.height / 2.0};
  const double high = (kOuter - kInner) * radius;
  const double step = high / kStripHigh;  // upright pixels
  const double along = std::abs(arc.to - arc.from) * (kOuter + kInner) / 2 * radius;
  const int wide = std::max(1, static_cast<int>(along / step));
  cv::Mat x(kStripHigh, wide, CV_32F), y(kStripHigh, wide, CV_32F);
  for (int row = 0; row < kStripHigh; ++row) {
    const double depth = (row + 0.5) * step;
    const double r = arc.heads_out ? kOuter * radius - depth : kInner * radius + depth;
    for (int column = 0; column < wide; ++column) {
      const double angle = arc.from + (arc.to - arc.from) * (column + 0.5) / wide;
      const core::Point at =
          to_master({middle.x + r * std::cos(angle), middle.y + r * std::sin(angle)});
      x.at<float>(row, column) = static_cast<float>(at.x - place.x - 0.5);
      y.at<float>(row, column) = static_cast<float>(at.y - place.y - 0.5);
    }
  }
  cv::Mat strip;
  cv::remap(master(place), strip, x, y, cv::INTER_LINEAR, cv::BORDER_CONSTANT,
            cv::Scalar::all(255));
  return strip;
}

// Red ink dark on white, all other ink gone; empty when there is hardly any.
cv::Mat redInk(const cv::Mat& rgb) {
  cv::Mat red(rgb.size(), CV_8U);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* in = rgb.ptr<cv::Vec3b>(y);
    auto* out = red.ptr<std::uint8_t>(y);
    for (int x = 0; x < rgb.cols; ++x) {
      out[x] = cv::saturate_cast<std::uint8_t>(in[x][0] - std::max(in[x][1], in[x][2]));
    }
  }
  cv::GaussianBlur(red, red, {}, 0.8);
  double most = 0;
  cv::minMaxLoc(red, nullptr, &most);
  if (most < kLeastRed) return {};
  red.convertTo(red, CV_8U, -255 / most, 255);
  return red;
}

core::Line read(RecognitionEngine& engine, const cv::Mat& strip, const core::Box& seal,
                Deadline deadline) {
  core::Line line;
  line.box = seal;
  if (strip.empty()) return line;
  const cv::Mat ink = redInk(strip);
  if (ink.empty()) return line;
  cv::Mat framed;
  cv::copyMakeBorder(ink, framed, kRim, kRim, kRim, kRim, cv::BORDER_CONSTANT,
                     cv::Scalar(kPaperWhite));
  for (auto& block : engine.recognise(framed, kStripDpi, deadline, Layout::kLine)) {
    for (auto& part : block.lines) {
      for (auto& word : part.words) {
        word.box = seal;
        line.words.push_back(std::move(word));
      }
    }
  }
  return line;
}

bool isWhole(const core::Mark& mark) {
  return mark.kind == core::Mark::Kind::kSeal && mark.box.width > 0 &&
         std::abs(mark.box.width - mark.box.height) < kNearlySquare * mark.box.width;
}

}  // namespace

std::vector<core::Line> readSeals(RecognitionEngine& engine, const core::Raster& page,
                                  const core::PageGeometry& geometry,
                                  const std::vector<core::Mark>& marks, Deadline deadline) {
  std::vector<core::Line> lines;
  if (page.format != core::Raster::Format::kRgb) return lines;
  const cv::Mat master(page.size.height, page.size.width, CV_8UC3,
                       const_cast<std::uint8_t*>(page.pixels.data()), page.stride);
  const core::Affine to_master = geometry.masterToUpright().inverse();
  int seals = 0;
  for (const auto& mark : marks) {
    if (!isWhole(mark) || ++seals > kMostSeals) continue;
    for (const Arc& arc : {kOver, kUnder}) {
      auto line = read(engine, flat(master, to_master, mark.box, arc), mark.box, deadline);
      if (!line.words.empty()) lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace sohoa::ocr
