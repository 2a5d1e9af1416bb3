#include "ocr/seal_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "ocr/tesseract_engine.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr int kRadius = 220;
const cv::Point kMiddle(500, 600);
const core::Box kSeal{kMiddle.x - kRadius, kMiddle.y - kRadius, 2 * kRadius, 2 * kRadius};
const cv::Vec3b kRed(205, 40, 50);

// The words of secrecyStamp() bent round the top of the ring.
void bend(cv::Mat& sheet, const cv::Vec3b& colour) {
  const cv::Mat stamp = secrecyStamp();
  constexpr double kHigh = 0.3;  // of the radius, with the room round the letters
  const double arc = kHigh * stamp.cols / stamp.rows / 0.73;  // radians
  for (int y = kSeal.y; y < kMiddle.y; ++y) {
    for (int x = kSeal.x; x < kSeal.right(); ++x) {
      const double r = std::hypot(x - kMiddle.x, y - kMiddle.y) / kRadius;
      const double angle = std::atan2(x - kMiddle.x, kMiddle.y - y);  // 0 at the top
      const int row = static_cast<int>((0.88 - r) / kHigh * stamp.rows);
      const int column = static_cast<int>((angle / arc + 0.5) * stamp.cols);
      if (row < 0 || row >= stamp.rows || column < 0 || column >= stamp.cols) continue;
      if (stamp.at<std::uint8_t>(row, column) < 128) sheet.at<cv::Vec3b>(y, x) = colour;
    }
  }
}

cv::Mat sheetWithSeal(const cv::Vec3b& colour) {
  cv::Mat sheet(1200, 1000, CV_8UC3, cv::Scalar::all(250));
  const cv::Scalar ink(colour[0], colour[1], colour[2]);
  cv::circle(sheet, kMiddle, kRadius - 4, ink, 8, cv::LINE_AA);
  cv::circle(sheet, kMiddle, kRadius / 2, ink, 3, cv::LINE_AA);
  bend(sheet, colour);
  return sheet;
}

core::PageGeometry geometryOf(const cv::Mat& sheet) {
  core::PageGeometry geometry;
  geometry.master = {sheet.cols, sheet.rows};
  geometry.resolution = {300, 300};
  return geometry;
}

std::vector<core::Line> read(const core::Raster& page, const core::PageGeometry& geometry,
                             const core::Box& box) {
  TesseractEngine engine("vie", {}, {});
  return readSeals(engine, page, geometry, {{core::Mark::Kind::kSeal, box}}, Deadline::max());
}

std::string text(const std::vector<core::Line>& lines) {
  std::string out;
  for (const auto& line : lines) out += line.text() + "\n";
  return out;
}

TEST(SealText, IsReadRoundTheRing) {
  const cv::Mat sheet = sheetWithSeal(kRed);
  const auto lines = read(rasterOf(sheet), geometryOf(sheet), kSeal);
  ASSERT_FALSE(lines.empty());
  EXPECT_NE(text(lines).find("TỐI MẬT"), std::string::npos) << text(lines);
  EXPECT_EQ(lines.front().box, kSeal);
}

TEST(SealText, IsReadUnderPrintInBlack) {
  cv::Mat sheet = sheetWithSeal(kRed);
  for (int y = kSeal.y + 30; y < kSeal.bottom(); y += 90) {
    cv::line(sheet, {kSeal.x, y}, {kSeal.right(), y}, cv::Scalar::all(20), 3);
  }
  EXPECT_NE(text(read(rasterOf(sheet), geometryOf(sheet), kSeal)).find("MẬT"), std::string::npos);
}

TEST(SealText, IsReadOnAPageThatLiesOnItsSide) {
  cv::Mat sheet;
  cv::rotate(sheetWithSeal(kRed), sheet, cv::ROTATE_90_COUNTERCLOCKWISE);
  auto geometry = geometryOf(sheet);
  geometry.orientation_deg = 90;
  EXPECT_NE(text(read(rasterOf(sheet), geometry, kSeal)).find("TỐI MẬT"), std::string::npos);
}

TEST(SealText, IsNotLookedForInInkOfAnotherColour) {
  const cv::Mat sheet = sheetWithSeal({30, 30, 30});
  EXPECT_TRUE(read(rasterOf(sheet), geometryOf(sheet), kSeal).empty());
  cv::Mat grey;
  cv::cvtColor(sheetWithSeal(kRed), grey, cv::COLOR_RGB2GRAY);
  EXPECT_TRUE(read(rasterOf(grey), geometryOf(grey), kSeal).empty());
}

TEST(SealText, OfASealThatTheSheetCutsIsLeftOut) {
  const cv::Mat sheet = sheetWithSeal(kRed);
  EXPECT_TRUE(
      read(rasterOf(sheet), geometryOf(sheet), {kSeal.x, kSeal.y, kSeal.width / 2, kSeal.height})
          .empty());
}

TEST(SealText, OfABoxBeyondThePageIsNone) {
  const cv::Mat sheet = sheetWithSeal(kRed);
  EXPECT_TRUE(read(rasterOf(sheet), geometryOf(sheet), {5000, 5000, 400, 400}).empty());
}

}  // namespace
}  // namespace sohoa::ocr
