#include "ocr/stamp_frame.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace sohoa::ocr {
namespace {

constexpr double kMm = 200 / 25.4;
constexpr int kHigh = 320, kWide = 500;
const cv::Rect kFrame(100, 120, 240, 70);

cv::Mat blank() { return cv::Mat::zeros(kHigh, kWide, CV_8U); }

cv::Mat framed() {
  cv::Mat mask = blank();
  cv::rectangle(mask, kFrame, cv::Scalar(255), 5);
  return mask;
}

// Lines of bars as high as small letters, with room between them.
void print(cv::Mat& mask, int y) {
  for (int x = 10; x + 10 < mask.cols; x += 14) {
    cv::rectangle(mask, {x, y, 6, 20}, cv::Scalar(255), cv::FILLED);
  }
}

cv::Mat turned(const cv::Mat& mask, double degrees) {
  cv::Mat out;
  cv::warpAffine(mask, out, cv::getRotationMatrix2D({kWide / 2.0F, kHigh / 2.0F}, -degrees, 1),
                 mask.size(), cv::INTER_NEAREST);
  return out;
}

void expectNear(const std::optional<cv::Rect>& found, const cv::Rect& wanted) {
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->x, wanted.x, 4);
  EXPECT_NEAR(found->y, wanted.y, 4);
  EXPECT_NEAR(found->br().x, wanted.br().x, 5);
  EXPECT_NEAR(found->br().y, wanted.br().y, 5);
}

TEST(StampFrame, IsFoundWhereItStands) { expectNear(findFrame(framed(), kMm), kFrame); }

TEST(StampFrame, IsFoundAmongPrintThatCrossesIt) {
  cv::Mat mask = framed();
  for (const int y : {60, 110, 178, 230}) print(mask, y);
  expectNear(findFrame(mask, kMm), kFrame);
}

TEST(StampFrame, MayHaveGaps) {
  cv::Mat mask = framed();
  for (const int x : {150, 260}) mask(cv::Rect(x, 100, 15, 40)).setTo(cv::Scalar(0));
  expectNear(findFrame(mask, kMm), kFrame);
}

TEST(StampFrame, IsNotMadeOfPrint) {
  EXPECT_FALSE(findFrame(blank(), kMm));
  cv::Mat mask = blank();
  for (const int y : {60, 110, 178, 230}) print(mask, y);
  EXPECT_FALSE(findFrame(mask, kMm));
}

TEST(StampFrame, IsNotMadeOfCapitalsWithSerifs) {
  cv::Mat mask = blank();
  for (int x = 100; x < 340; x += 40) {
    cv::rectangle(mask, {x + 14, 100, 10, 60}, cv::Scalar(255), cv::FILLED);
    cv::rectangle(mask, {x, 100, 38, 5}, cv::Scalar(255), cv::FILLED);
    cv::rectangle(mask, {x, 155, 38, 5}, cv::Scalar(255), cv::FILLED);
  }
  EXPECT_FALSE(findFrame(mask, kMm));
}

TEST(StampFrame, IsNotALineAlone) {
  cv::Mat mask = blank();
  cv::line(mask, {50, 100}, {400, 100}, cv::Scalar(255), 4);
  EXPECT_FALSE(findFrame(mask, kMm));
}

TEST(LongLine, TellsHowFarAFrameIsTurned) {
  for (const double degrees : {-12.0, -3.0, 0.0, 2.0, 7.0, 14.0}) {
    const auto turn = turnOfLongLine(turned(framed(), degrees), 25, kMm);
    ASSERT_TRUE(turn) << degrees;
    EXPECT_NEAR(*turn, degrees, 1) << degrees;
  }
  EXPECT_FALSE(turnOfLongLine(turned(framed(), 45), 25, kMm));
  EXPECT_FALSE(turnOfLongLine(blank(), 25, kMm));
}

}  // namespace
}  // namespace sohoa::ocr
