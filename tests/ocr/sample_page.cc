#include "tests/ocr/sample_page.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <vector>

namespace sohoa::ocr {

namespace {

cv::Mat picture(const std::string& name) {
  std::ifstream in(std::string(SOHOA_TEST_DATA) + "/ocr/" + name, std::ios::binary);
  std::string magic;
  int width = 0, height = 0;
  in >> magic >> width >> height;
  in.get();
  const std::vector<char> bits{std::istreambuf_iterator<char>(in), {}};
  const int stride = (width + 7) / 8;
  if (magic != "P4" || bits.size() != static_cast<std::size_t>(stride) * height) {
    throw std::runtime_error(name + " is damaged");
  }
  cv::Mat grey(height, width, CV_8U);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto byte =
          static_cast<std::uint8_t>(bits[static_cast<std::size_t>(y) * stride + x / 8]);
      grey.at<std::uint8_t>(y, x) = (byte >> (7 - x % 8) & 1) != 0 ? 0 : 255;
    }
  }
  return grey;
}

}  // namespace

cv::Mat samplePage() { return picture("vietnamese_page.pbm"); }

cv::Mat secrecyStamp() { return picture("secrecy_stamp.pbm"); }

std::string sampleText() {
  return "ỦYBANNHÂNDÂNPHƯỜNGBẾNTHÀNHSố:125/QĐ-UBNDQUYẾTĐỊNH"
         "Vềviệccôngnhậnkếtquảsốhóahồsơ"
         "CăncứLuậtTổchứcchínhquyềnđịaphương;"
         "XétđềnghịcủaTrưởngphòngVănhóavàXãhội,"
         "Điều1.Côngnhậnkếtquảsốhóahồsơnămnay."
         "Điều2.Quyếtđịnhnàycóhiệulựckểtừngàyký.";
}

cv::Mat whiteSheet(int width, int height) { return {height, width, CV_8U, cv::Scalar(255)}; }

cv::Mat sampleSheet() {
  cv::Mat sheet = whiteSheet();
  const cv::Mat print = samplePage();
  print.copyTo(sheet(cv::Rect(300, 200, print.cols, print.rows)));
  print.copyTo(sheet(cv::Rect(300, 1000, print.cols, print.rows)));
  return sheet;
}

cv::Mat asFed(const cv::Mat& upright, core::PageGeometry& geometry) {
  const bool sideways = geometry.orientation_deg % 180 != 0;
  // A scanner bed large enough for the turned sheet, which lies in its middle.
  const double angle = std::abs(geometry.skew_deg) * CV_PI / 180;
  int width = static_cast<int>(upright.cols * std::cos(angle) + upright.rows * std::sin(angle)) + 2;
  int height =
      static_cast<int>(upright.rows * std::cos(angle) + upright.cols * std::sin(angle)) + 2;
  if (sideways) std::swap(width, height);
  geometry.master = {width, height};
  const core::Size frame = geometry.upright();
  const core::Affine placed{
      1, 0, 0, 1, (frame.width - upright.cols) / 2.0, (frame.height - upright.rows) / 2.0};
  const core::Affine map = core::Affine{1, 0, 0, 1, 0.5, 0.5}
                               .then(placed)
                               .then(geometry.masterToUpright().inverse())
                               .then({1, 0, 0, 1, -0.5, -0.5});
  const cv::Matx23d matrix{map.a, map.c, map.e, map.b, map.d, map.f};
  cv::Mat master;
  cv::warpAffine(upright, master, matrix, {width, height}, cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                 cv::Scalar(255, 255, 255));
  return master;
}

core::Raster rasterOf(const cv::Mat& image, double dpi) {
  core::Raster raster;
  raster.format = image.channels() == 3 ? core::Raster::Format::kRgb : core::Raster::Format::kGrey;
  raster.size = {image.cols, image.rows};
  raster.stride = static_cast<std::size_t>(image.cols) * image.elemSize();
  raster.resolution = {dpi, dpi};
  for (int y = 0; y < image.rows; ++y) {
    const auto* row = image.ptr<std::uint8_t>(y);
    raster.pixels.insert(raster.pixels.end(), row, row + raster.stride);
  }
  return raster;
}

core::Raster bilevelOf(const cv::Mat& grey, double dpi) {
  core::Raster raster;
  raster.format = core::Raster::Format::kBilevel;
  raster.size = {grey.cols, grey.rows};
  raster.stride = static_cast<std::size_t>(grey.cols + 7) / 8;
  raster.resolution = {dpi, dpi};
  raster.pixels.resize(raster.stride * static_cast<std::size_t>(grey.rows));
  for (int y = 0; y < grey.rows; ++y) {
    for (int x = 0; x < grey.cols; ++x) {
      if (grey.at<std::uint8_t>(y, x) >= 128) continue;
      raster
          .pixels[static_cast<std::size_t>(y) * raster.stride + static_cast<std::size_t>(x) / 8] |=
          static_cast<std::uint8_t>(0x80 >> (x % 8));
    }
  }
  return raster;
}

std::string withoutSpaces(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

}  // namespace sohoa::ocr
