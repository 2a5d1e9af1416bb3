#include "ocr/sketch.h"

#include <gtest/gtest.h>

#include <limits>
#include <opencv2/imgproc.hpp>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

TEST(Sketch, BelievesAResolutionThatFitsASheet) {
  const auto r = plausibleResolution({1728, 1100}, {204, 98});
  EXPECT_EQ(r, (core::Resolution{204, 98}));
}

TEST(Sketch, TakesA4WhereTheResolutionCannotBe) {
  EXPECT_NEAR(plausibleResolution({2480, 3508}, {72, 72}).x, 300, 1);
  EXPECT_NEAR(plausibleResolution({2480, 3508}, {1e9, 1e9}).x, 300, 1);
  EXPECT_NEAR(plausibleResolution({2480, 3508}, {0, 0}).x, 300, 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NEAR(plausibleResolution({2480, 3508}, {nan, -1}).y, 300, 1);
}

TEST(Sketch, EvensOutARatioNoScannerHas) {
  EXPECT_EQ(plausibleResolution({1240, 1754}, {1, 150}), (core::Resolution{150, 150}));
}

TEST(Sketch, HasSquarePixelsAndIsNeverEmpty) {
  const cv::Size fax = sketchSize({{1728, 1100}, {204, 98}, 0, 0}, 1400);
  EXPECT_NEAR(static_cast<double>(fax.height) / fax.width, 1100.0 / 98 * 204 / 1728, 0.01);
  EXPECT_EQ(sketchSize({{1, 1}, {72, 72}, 0, 0}, 1400), cv::Size(1, 1));
  EXPECT_EQ(sketchSize({{100'000, 1}, {300, 300}, 0, 0}, 1400), cv::Size(1400, 1));
}

TEST(Sketch, KeepsPrintAndDropsSpecksPicturesAndTheRim) {
  cv::Mat mask = cv::Mat::zeros(1000, 800, CV_8U);
  const cv::Rect word(300, 300, 60, 12), picture(100, 500, 300, 300), rim(0, 0, 30, 10);
  for (const auto& r : {word, picture, rim}) cv::rectangle(mask, r, cv::Scalar(255), cv::FILLED);
  mask.at<std::uint8_t>(50, 400) = 255;
  EXPECT_EQ(cv::boundingRect(textLikeInk(mask)), word);
}

}  // namespace
}  // namespace sohoa::ocr
