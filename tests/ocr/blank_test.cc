#include "ocr/blank.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "ocr/cleaning.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDotsPerMm = 4.7;  // 120 dots per inch

cv::Mat emptySheet() { return {1400, 990, CV_8U, cv::Scalar(kPaperWhite)}; }

Blankness judged(const cv::Mat& sheet) { return judgeBlank(sheet, kDotsPerMm, {}); }

cv::Mat reducedSample() {
  cv::Mat out;
  cv::resize(sampleSheet(), out, {990, 1400}, 0, 0, cv::INTER_AREA);
  return out;
}

TEST(Blank, IsAnEmptySheet) { EXPECT_EQ(judged(emptySheet()), Blankness::kBlank); }

TEST(Blank, IsASheetWithPunchHolesStreaksAndBorder) {
  cv::Mat sheet = emptySheet();
  cv::circle(sheet, {50, 400}, 14, cv::Scalar(20), cv::FILLED);
  cv::circle(sheet, {50, 1000}, 14, cv::Scalar(20), cv::FILLED);
  sheet.colRange(700, 702).setTo(90);
  sheet.rowRange(0, 12).setTo(10);
  EXPECT_EQ(judged(sheet), Blankness::kBlank);
}

TEST(Blank, IsASheetWithPepperNoise) {
  cv::Mat sheet = emptySheet();
  std::mt19937 random(5);
  for (int i = 0; i < 1500; ++i) sheet.at<std::uint8_t>(random() % 1400, random() % 990) = 0;
  EXPECT_EQ(judged(sheet), Blankness::kBlank);
}

TEST(Blank, IsNotDecidedForPrintThatShowsThroughFromTheBack) {
  cv::Mat back = reducedSample();
  cv::flip(back, back, 1);
  cv::blur(back, back, {5, 5});
  back.convertTo(back, CV_8U, 0.15, kPaperWhite * 0.85);
  EXPECT_NE(judged(back), Blankness::kContent);
}

TEST(Blank, IsNotASheetWithAStamp) {
  cv::Mat sheet = emptySheet();
  cv::circle(sheet, {600, 900}, 80, cv::Scalar(110), 4);
  EXPECT_EQ(judged(sheet), Blankness::kContent);
}

TEST(Blank, IsNotDecidedForALonePageNumber) {
  cv::Mat sheet = emptySheet();
  cv::putText(sheet, "12", {480, 80}, cv::FONT_HERSHEY_SIMPLEX, 0.6, cv::Scalar(30), 2);
  EXPECT_EQ(judged(sheet), Blankness::kDoubtful);
}

TEST(Blank, IsNotARuledSheet) {
  cv::Mat sheet = emptySheet();
  for (int y = 200; y < 1200; y += 50) cv::line(sheet, {80, y}, {910, y}, cv::Scalar(60), 2);
  EXPECT_EQ(judged(sheet), Blankness::kContent);
}

TEST(Blank, IsNotAPageOfPrint) { EXPECT_EQ(judged(reducedSample()), Blankness::kContent); }

TEST(Blank, SurvivesPicturesOfOnePixel) {
  EXPECT_EQ(judged(cv::Mat(1, 1, CV_8U, cv::Scalar(0))), Blankness::kBlank);
}

}  // namespace
}  // namespace sohoa::ocr
