#include "ocr/ink_shapes.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "ocr/cleaning.h"

namespace sohoa::ocr {
namespace {

cv::Mat paper() { return {200, 300, CV_8U, cv::Scalar(kPaperWhite)}; }

TEST(InkShapes, HaveTheirPlaceAndTheirDarkestGrey) {
  cv::Mat page = paper();
  cv::rectangle(page, cv::Rect(40, 50, 20, 10), cv::Scalar(90), cv::FILLED);
  page.at<std::uint8_t>(55, 45) = 30;
  const InkShapes ink = takeApart(page);
  ASSERT_EQ(ink.shapes.size(), 2U);
  EXPECT_EQ(ink.shapes[1].box, cv::Rect(40, 50, 20, 10));
  EXPECT_EQ(ink.shapes[1].area, 200);
  EXPECT_EQ(ink.shapes[1].darkest, 30);
  EXPECT_EQ(ink.grain, 0);
}

TEST(InkShapes, AreNotMadeOfTheGrainOfThePaper) {
  cv::Mat page = paper();
  std::mt19937 random(2);
  std::normal_distribution<double> grain(0, 8);
  for (int y = 0; y < page.rows; ++y) {
    for (int x = 0; x < page.cols; ++x) {
      page.at<std::uint8_t>(y, x) = cv::saturate_cast<std::uint8_t>(kPaperWhite + grain(random));
    }
  }
  const InkShapes ink = takeApart(page);
  EXPECT_NEAR(ink.grain, 8, 2);
  EXPECT_LT(ink.shapes.size(), 40U);
}

TEST(InkShapes, ArePaintedOutOneByOne) {
  cv::Mat page = paper();
  cv::rectangle(page, cv::Rect(40, 50, 20, 10), cv::Scalar(0), cv::FILLED);
  cv::rectangle(page, cv::Rect(140, 50, 20, 10), cv::Scalar(0), cv::FILLED);
  const InkShapes ink = takeApart(page);
  ASSERT_EQ(ink.shapes.size(), 3U);
  cv::Mat left;
  cv::threshold(paintOut(page, ink, {false, true, false}), left, 128, 255, cv::THRESH_BINARY_INV);
  EXPECT_EQ(cv::boundingRect(left), ink.shapes[2].box);
}

}  // namespace
}  // namespace sohoa::ocr
