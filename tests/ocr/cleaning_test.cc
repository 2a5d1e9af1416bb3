#include "ocr/cleaning.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

// The sheet lit from one side: paper from `dark` at the left to 250 at the right.
cv::Mat shaded(const cv::Mat& sheet, double dark) {
  cv::Mat out = sheet.clone();
  for (int y = 0; y < out.rows; ++y) {
    auto* row = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < out.cols; ++x) {
      row[x] = static_cast<std::uint8_t>(row[x] * (dark + (250 - dark) * x / out.cols) / 255);
    }
  }
  return out;
}

TEST(Cleaning, MakesShadedPaperEven) {
  const cv::Mat flat = flattenBackground(shaded(whiteSheet(), 120));
  double least = 0, most = 0;
  cv::minMaxLoc(flat, &least, &most);
  EXPECT_NEAR(least, kPaperWhite, 8);
  EXPECT_NEAR(most, kPaperWhite, 8);
}

TEST(Cleaning, KeepsPrintDarkOnShadedPaper) {
  const cv::Mat sheet = sampleSheet();
  const cv::Mat flat = flattenBackground(shaded(sheet, 120));
  cv::Mat ink;
  cv::threshold(flat, ink, 120, 255, cv::THRESH_BINARY_INV);
  cv::Mat drawn;
  cv::threshold(sheet, drawn, 120, 255, cv::THRESH_BINARY_INV);
  EXPECT_EQ(cv::countNonZero(ink != drawn), 0);
}

TEST(Cleaning, PaintsADarkSurroundingLikePaper) {
  cv::Mat sheet = sampleSheet();
  sheet.colRange(0, 120).setTo(12);
  sheet.rowRange(0, 80).setTo(12);
  const cv::Mat cleaned = clean(sheet, false, 200).page;
  double least = 0;
  cv::minMaxLoc(cleaned.colRange(0, 110), &least, nullptr);
  EXPECT_GE(least, kPaperWhite - 10);
}

TEST(Cleaning, DoesNotTouchAPageScannedInBlackAndWhite) {
  const cv::Mat sheet = sampleSheet();
  EXPECT_EQ(cv::countNonZero(clean(sheet, true, 200).page != sheet), 0);
}

TEST(Cleaning, SurvivesAllBlackAllWhiteNoiseAndSinglePixels) {
  cv::Mat noise(700, 500, CV_8U);
  std::mt19937 random(3);
  for (int y = 0; y < noise.rows; ++y) {
    for (int x = 0; x < noise.cols; ++x) {
      noise.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(random());
    }
  }
  for (const cv::Mat& page :
       {noise, whiteSheet(1, 1), whiteSheet(3000, 1), whiteSheet(1, 3000), whiteSheet(300, 200),
        cv::Mat(cv::Mat::zeros(200, 300, CV_8U)), cv::Mat(cv::Mat::zeros(1, 1, CV_8U))}) {
    EXPECT_EQ(clean(page, false, 200).page.size(), page.size());
  }
}

TEST(Cleaning, MakesFaintPrintDarkBesideADarkStamp) {
  cv::Mat sheet = sampleSheet();
  sheet.convertTo(sheet, CV_8U, 0.25, 0.75 * 250);
  cv::circle(sheet, {1100, 1700}, 120, cv::Scalar(20), cv::FILLED);
  const cv::Mat cleaned = clean(sheet, false, 200).page;
  double darkest = 255;
  cv::minMaxLoc(cleaned.rowRange(200, 900), &darkest, nullptr);
  EXPECT_LT(darkest, 100);
}

TEST(Cleaning, LeavesPrintThatShowsThroughFaint) {
  cv::Mat back = sampleSheet();
  cv::flip(back, back, 1);
  back.convertTo(back, CV_8U, 0.2, 0.8 * 250);
  cv::Mat sheet = sampleSheet();
  sheet.rowRange(1000, sheet.rows).setTo(255);
  sheet = cv::min(sheet, back);
  const cv::Mat cleaned = clean(sheet, false, 200).page;
  double darkest = 0;
  cv::minMaxLoc(cleaned.rowRange(1000, cleaned.rows), &darkest, nullptr);
  EXPECT_GT(darkest, 150);
}

TEST(Cleaning, RemovesDottedLinesAndKeepsTheDotsOfLetters) {
  cv::Mat sheet = sampleSheet();
  const cv::Mat before = sheet.clone();
  for (int x = 300; x < 1300; x += 8) sheet(cv::Rect(x, 900, 3, 3)).setTo(0);
  const cv::Mat cleaned = clean(sheet, true, 200).page;
  EXPECT_EQ(cv::countNonZero((before < 128) & (cleaned >= 128)), 0);
  double darkest = 0;
  cv::minMaxLoc(cleaned.rowRange(895, 908), &darkest, nullptr);
  EXPECT_GE(darkest, 200);
}

TEST(Cleaning, RemovesPepperAndKeepsPrint) {
  const cv::Mat clean_sheet = sampleSheet();
  cv::Mat sheet = clean_sheet.clone();
  std::mt19937 random(9);
  for (int i = 0; i < 4000; ++i) {
    sheet.at<std::uint8_t>(static_cast<int>(random() % 2339), static_cast<int>(random() % 1654)) =
        0;
  }
  const cv::Mat cleaned = clean(sheet, true, 200).page;
  EXPECT_EQ(cv::countNonZero((clean_sheet < 128) & (cleaned >= 128)), 0);
  EXPECT_LT(cv::countNonZero((clean_sheet >= 128) & (cleaned < 128)), 800);
}

TEST(Cleaning, TakesPepperOffTheLettersOfGreyPages) {
  const cv::Mat clean_sheet = clean(sampleSheet(), false, 200).page;
  cv::Mat sheet = sampleSheet();
  std::mt19937 random(9);
  for (int i = 0; i < 40'000; ++i) {
    sheet.at<std::uint8_t>(static_cast<int>(random() % 2339), static_cast<int>(random() % 1654)) =
        60;
  }
  const cv::Mat cleaned = clean(sheet, false, 200).page;
  const int letters = cv::countNonZero(clean_sheet < 100);
  EXPECT_LT(cv::countNonZero((clean_sheet < 100) & (cleaned >= 160)), letters / 10);
  EXPECT_LT(cv::countNonZero((clean_sheet >= 235) & (cleaned < 160)), 4'000);
}

TEST(Cleaning, TakesThinStrokesForNoPepper) {
  cv::Mat sheet(400, 400, CV_8U, cv::Scalar(245));
  for (int y = 20; y < 380; y += 12) cv::line(sheet, {20, y}, {380, y + 5}, cv::Scalar(60), 1);
  EXPECT_EQ(cv::countNonZero(clean(sheet, false, 200).page < 150), cv::countNonZero(sheet < 150));
}

TEST(Cleaning, NamesEveryStepInItsVersion) {
  for (const auto steps : {lightSteps(), grainSteps(), inkSteps()}) {
    for (const auto& step : steps) {
      EXPECT_NE(cleaningVersion().find(step.name), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace sohoa::ocr
