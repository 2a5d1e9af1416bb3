#include "ocr/rules.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;

void draw(cv::Mat& sheet, cv::Rect rule) { sheet(rule).setTo(cv::Scalar(20)); }

int inkIn(const cv::Mat& grey) { return cv::countNonZero(grey < 128); }

TEST(Rules, AreFoundInBothDirections) {
  cv::Mat sheet = whiteSheet();
  draw(sheet, {300, 500, 900, 3});
  draw(sheet, {300, 500, 3, 400});
  const Rules rules = findRules(sheet, kDpi);
  ASSERT_EQ(rules.across.size(), 1U);
  ASSERT_EQ(rules.down.size(), 1U);
  EXPECT_NEAR(rules.across[0].width, 900, 8);
  EXPECT_NEAR(rules.down[0].height, 400, 8);
}

TEST(Rules, PrintIsNone) {
  const Rules rules = findRules(sampleSheet(), kDpi);
  EXPECT_TRUE(rules.across.empty());
  EXPECT_TRUE(rules.down.empty());
}

TEST(Rules, ABrokenRuleDownThePageIsOne) {
  cv::Mat sheet = whiteSheet();
  for (int y = 400; y < 1000; y += 30) draw(sheet, {700, y, 3, 27});
  const Rules rules = findRules(sheet, kDpi);
  ASSERT_EQ(rules.down.size(), 1U);
  EXPECT_GT(rules.down[0].height, 560);
}

TEST(Rules, ABlackPageHasNone) {
  const Rules rules = findRules(cv::Mat(2000, 1400, CV_8U, cv::Scalar(0)), kDpi);
  EXPECT_TRUE(rules.across.empty());
  EXPECT_TRUE(rules.down.empty());
}

TEST(Rules, VanishWithoutHarmToThePrint) {
  cv::Mat sheet = sampleSheet();
  const int print = inkIn(sheet);
  draw(sheet, {40, 20, 3, 2200});
  draw(sheet, {40, 2250, 1500, 3});
  const cv::Mat clean = withoutRules(sheet, findRules(sheet, kDpi));
  EXPECT_NEAR(inkIn(clean), print, 20);  // crumbs at the ends
}

TEST(Rules, APixelWideStripIsNoTrouble) {
  EXPECT_TRUE(findRules(cv::Mat(5000, 1, CV_8U, cv::Scalar(255)), kDpi).down.empty());
  EXPECT_TRUE(findRules(cv::Mat(1, 1, CV_8U, cv::Scalar(0)), kDpi).down.empty());
}

}  // namespace
}  // namespace sohoa::ocr
