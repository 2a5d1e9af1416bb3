#include "ocr/orientation.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

cv::Mat inkOf(const cv::Mat& sheet) {
  cv::Mat ink;
  cv::resize(sheet, ink, {}, 0.6, 0.6, cv::INTER_AREA);
  cv::threshold(ink, ink, 170, 255, cv::THRESH_BINARY_INV);
  return ink;
}

cv::Mat sideways(const cv::Mat& sheet) {
  cv::Mat out;
  cv::rotate(sheet, out, cv::ROTATE_90_CLOCKWISE);
  return out;
}

TEST(Orientation, SeesWhetherLinesRunAcrossOrDown) {
  const cv::Mat sheet = sampleSheet();
  EXPECT_EQ(lineSharpness(inkOf(sheet)).direction(), LineDirection::kAcross);
  EXPECT_EQ(lineSharpness(inkOf(sideways(sheet))).direction(), LineDirection::kDown);
}

TEST(Orientation, IsUnclearOnAnEmptyPage) {
  EXPECT_EQ(lineSharpness(cv::Mat::zeros(1400, 1000, CV_8U)).direction(), LineDirection::kUnclear);
}

TEST(Orientation, SeesOnWhichSideOfTheLettersTheirMarksAre) {
  const cv::Mat sheet = sampleSheet();
  cv::Mat upside_down;
  cv::rotate(sheet, upside_down, cv::ROTATE_180);
  EXPECT_GT(markSides(inkOf(sheet)).sureness(), 4);
  EXPECT_LT(markSides(inkOf(upside_down)).sureness(), -4);
}

TEST(Orientation, MarksOfSkewedLinesStillCount) {
  const cv::Mat ink = inkOf(sampleSheet());
  for (const double degrees : {-15.0, 15.0}) {
    cv::Mat skewed;
    const cv::Point2f middle(static_cast<float>(ink.cols) / 2, static_cast<float>(ink.rows) / 2);
    cv::warpAffine(ink, skewed, cv::getRotationMatrix2D(middle, degrees, 1), ink.size());
    cv::threshold(skewed, skewed, 127, 255, cv::THRESH_BINARY);
    EXPECT_GT(markSides(skewed).sureness(), 4) << degrees;
  }
}

TEST(Orientation, HasNoMarksWhereThereAreNoLetters) {
  const MarkSides none = markSides(cv::Mat::zeros(1400, 1000, CV_8U));
  EXPECT_EQ(none.above + none.below, 0);
  EXPECT_EQ(none.sureness(), 0);
}

TEST(Orientation, TellsTheTurnThatMakesTextStand) {
  OrientationDetector detector({});
  const cv::Mat sheet = sampleSheet();
  cv::Mat upside_down;
  cv::rotate(sheet, upside_down, cv::ROTATE_180);
  const auto standing = detector.detect(sheet, 200);
  const auto lying = detector.detect(sideways(sheet), 200);
  const auto reversed = detector.detect(upside_down, 200);
  ASSERT_TRUE(standing && lying && reversed);
  EXPECT_EQ(standing->degrees, 0);
  EXPECT_EQ(lying->degrees, 270);
  EXPECT_EQ(reversed->degrees, 180);
}

TEST(Orientation, HasNoAnswerWithoutText) {
  OrientationDetector detector({});
  EXPECT_FALSE(detector.detect(whiteSheet(400, 400), 200));
  EXPECT_FALSE(detector.detect(whiteSheet(1, 1), 200));
}

TEST(Orientation, HasNoAnswerWithoutItsModel) {
  OrientationDetector detector("/nonexistent");
  EXPECT_FALSE(detector.detect(sampleSheet(), 200));
}

}  // namespace
}  // namespace sohoa::ocr
