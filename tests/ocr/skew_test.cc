#include "ocr/skew.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

cv::Mat inkOfSheetFedWith(double skew) {
  core::PageGeometry geometry;
  geometry.resolution = {200, 200};
  geometry.skew_deg = skew;
  cv::Mat ink;
  const cv::Mat master = asFed(sampleSheet(), geometry);
  cv::resize(master, ink, {}, 0.6, 0.6, cv::INTER_AREA);
  cv::threshold(ink, ink, 170, 255, cv::THRESH_BINARY_INV);
  return ink;
}

class SkewByKnownAngles : public testing::TestWithParam<double> {};

TEST_P(SkewByKnownAngles, IsFoundToATenthOfADegree) {
  const Skew skew = estimateSkew(inkOfSheetFedWith(GetParam()));
  EXPECT_NEAR(skew.degrees, GetParam(), 0.1);
  EXPECT_GT(skew.confidence, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Angles, SkewByKnownAngles,
                         testing::Values(-14.5, -7.3, -1.0, -0.2, 0.0, 0.35, 2.5, 9.9, 14.5));

TEST(Skew, RefusesAnAngleFromAnEmptyPage) {
  const Skew skew = estimateSkew(cv::Mat::zeros(1400, 1000, CV_8U));
  EXPECT_EQ(skew.degrees, 0);
  EXPECT_EQ(skew.confidence, 0);
}

TEST(Skew, RefusesAnAngleFromNoise) {
  std::mt19937 random(7);
  cv::Mat ink = cv::Mat::zeros(1000, 1000, CV_8U);
  for (int i = 0; i < 20'000; ++i) ink.at<std::uint8_t>(random() % 1000, random() % 1000) = 255;
  EXPECT_EQ(estimateSkew(ink).confidence, 0);
}

TEST(Skew, SurvivesPicturesOfOnePixel) {
  EXPECT_EQ(estimateSkew(cv::Mat(1, 1, CV_8U, cv::Scalar(255))).degrees, 0);
  EXPECT_EQ(estimateSkew(cv::Mat(1, 4000, CV_8U, cv::Scalar(255))).degrees, 0);
  EXPECT_EQ(estimateSkew(cv::Mat(4000, 1, CV_8U, cv::Scalar(255))).degrees, 0);
}

}  // namespace
}  // namespace sohoa::ocr
