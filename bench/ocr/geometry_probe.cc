// What geometry_probe is for stands in bench/geometry.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <random>
#include <string>

#include "ocr/cleaning.h"
#include "ocr/page_geometry.h"
#include "ocr/raster_view.h"
#include "ocr/sketch.h"
#include "ocr/tesseract_engine.h"
#include "ocr/working_image.h"

namespace {

using namespace sohoa;
constexpr int kSketchSide = 1400;
constexpr double kMostSkew = 14.5;

// Binary PGM and PPM as pdftoppm writes them.
cv::Mat readPicture(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string magic;
  int width = 0, height = 0, most = 0;
  in >> magic >> width >> height >> most;
  in.get();
  cv::Mat picture(height, width, magic == "P6" ? CV_8UC3 : CV_8UC1);
  in.read(reinterpret_cast<char*>(picture.data),
          static_cast<std::streamsize>(picture.total() * picture.elemSize()));
  return in ? picture : cv::Mat();
}

core::Raster rasterOf(const cv::Mat& picture, double dpi) {
  core::Raster raster;
  raster.format =
      picture.channels() == 3 ? core::Raster::Format::kRgb : core::Raster::Format::kGrey;
  raster.size = {picture.cols, picture.rows};
  raster.stride = static_cast<std::size_t>(picture.cols) * picture.elemSize();
  raster.pixels.assign(picture.datastart, picture.dataend);
  raster.resolution = {dpi, dpi};
  return raster;
}

// Downhill to the right by `degrees`, nothing cut off, corners the colour of paper.
cv::Mat skewed(const cv::Mat& picture, double degrees) {
  const double angle = std::abs(degrees) * std::numbers::pi / 180;
  const cv::Size size(
      static_cast<int>(picture.cols * std::cos(angle) + picture.rows * std::sin(angle)),
      static_cast<int>(picture.rows * std::cos(angle) + picture.cols * std::sin(angle)));
  const cv::Point2f middle(static_cast<float>(picture.cols) / 2,
                           static_cast<float>(picture.rows) / 2);
  cv::Mat turn = cv::getRotationMatrix2D(middle, -degrees, 1);
  turn.at<double>(0, 2) += (size.width - picture.cols) / 2.0;
  turn.at<double>(1, 2) += (size.height - picture.rows) / 2.0;
  cv::Mat sample, out;
  cv::resize(picture, sample, {64, 64}, 0, 0, cv::INTER_AREA);
  const cv::Scalar paper = cv::mean(sample);
  cv::warpAffine(picture, out, turn, size, cv::INTER_CUBIC, cv::BORDER_CONSTANT, paper);
  return out;
}

struct Lies {
  int orientation;
  double skew;
};

Lies probe(ocr::PageGeometryFinder& finder, const cv::Mat& picture, double dpi, bool bilevel) {
  const core::Raster page = rasterOf(picture, dpi);
  core::PageGeometry geometry;
  geometry.master = page.size;
  geometry.resolution = ocr::plausibleResolution(page.size, page.resolution);
  const cv::Mat grey = ocr::reduceToWorking(ocr::dropoutGrey(page), geometry);
  const cv::Mat cleaned = ocr::clean(grey, bilevel, ocr::workingDpi(geometry)).page;
  cv::Mat sketch;
  cv::resize(cleaned, sketch, ocr::sketchSize(geometry, kSketchSide), 0, 0, cv::INTER_AREA);
  const ocr::PageLook look{cleaned, ocr::workingDpi(geometry),
                           ocr::textLikeInk(ocr::inkMask(sketch))};
  const auto found = finder.find(look, core::ThreadCpuClock::now() + std::chrono::minutes(5));
  const auto skew = ocr::estimateSkew(ocr::turned(look.ink, found.orientation_deg));
  const auto& e = found.evidence;
  std::fprintf(stderr, "  lines %.2f %.2f marks %d:%d trial %.0f:%.0f osd %.1f sharp %.2f\n",
               e.lines_across, e.lines_down, e.marks_above, e.marks_below, e.trial.value_or(-1),
               e.other_trial.value_or(-1), e.detector.value_or(-1), skew.confidence);
  return {(360 - found.orientation_deg) % 360, skew.degrees};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 9) {
    std::fputs("geometry_probe NAME PICTURE DPI BILEVEL ORIENTATION SKEW SKEWS SEED\n", stderr);
    return 2;
  }
  const std::string name = argv[1];
  const cv::Mat fed = readPicture(argv[2]);
  if (fed.empty()) return 1;
  const double dpi = std::stod(argv[3]), own_skew = std::stod(argv[6]);
  const bool bilevel = std::string_view(argv[4]) == "1";
  const cv::Mat upright = ocr::turned(fed, (360 - std::stoi(argv[5])) % 360);
  ocr::TesseractEngine engine("vie", {}, {});
  ocr::OrientationDetector detector({});
  ocr::PageGeometryFinder finder(engine, detector);
  for (const int turn : {0, 90, 180, 270}) {
    const Lies lies = probe(finder, ocr::turned(upright, turn), dpi, bilevel);
    std::printf("%s %d %d %.3f %.3f\n", name.c_str(), turn, lies.orientation, own_skew, lies.skew);
  }
  std::mt19937 random(static_cast<unsigned>(std::stoi(argv[8])));
  std::uniform_real_distribution<double> any(-kMostSkew, kMostSkew);
  for (int i = 0; i < std::stoi(argv[7]); ++i) {
    const double wanted = any(random);
    const Lies lies = probe(finder, skewed(upright, wanted - own_skew), dpi, bilevel);
    std::printf("%s 0 %d %.3f %.3f\n", name.c_str(), lies.orientation, wanted, lies.skew);
  }
}
