#include "ocr/stamp_ink.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "ocr/colour_excess.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;
const cv::Rect kStroke(300, 200, 12, 80);  // of a stamp; print runs across it
const cv::Rect kPrint(150, 236, 400, 5);
const cv::Point kFree(305, 215), kUnder(305, 238), kOnPrint(450, 238), kPrintNear(330, 238),
    kPaper(600, 100);

cv::Mat colourPage(const cv::Scalar& paper, const cv::Scalar& ink) {
  cv::Mat page(500, 800, CV_8UC3, paper);
  page(kStroke).setTo(ink);
  page(kPrint).setTo(cv::Scalar(20, 20, 20));
  return page;
}

int at(const cv::Mat& picture, cv::Point point) { return picture.at<std::uint8_t>(point); }

TEST(ColouredInk, IsDarkAndGoesOnUnderPrint) {
  const cv::Mat ink = colouredInk(colourPage({245, 245, 245}, {217, 26, 31}), 0, kDpi);
  ASSERT_FALSE(ink.empty());
  EXPECT_LT(at(ink, kFree), 30);
  EXPECT_LT(at(ink, kUnder), 30);
  EXPECT_EQ(at(ink, kOnPrint), kPaperWhite);
  EXPECT_EQ(at(ink, kPaper), kPaperWhite);
}

TEST(ColouredInk, IsSeenWhenFaintOnTintedPaper) {
  const cv::Mat ink = colouredInk(colourPage({225, 215, 190}, {222, 190, 168}), 0, kDpi);
  ASSERT_FALSE(ink.empty());
  EXPECT_LT(at(ink, kFree), 60);
  EXPECT_EQ(at(ink, kPaper), kPaperWhite);
}

TEST(ColouredInk, IsSeenOnAPageWithMuchOfItsColour) {
  cv::Mat page = colourPage({245, 245, 245}, {217, 26, 31});
  page(cv::Rect(0, 400, 800, 90)).setTo(cv::Scalar(230, 150, 150));
  const cv::Mat ink = colouredInk(page, 0, kDpi);
  ASSERT_FALSE(ink.empty());
  EXPECT_LT(at(ink, kFree), 30);
  EXPECT_EQ(at(ink, kPaper), kPaperWhite);
}

TEST(ColouredInk, IsOfItsOwnColourOnly) {
  const cv::Mat page = colourPage({245, 245, 245}, {38, 51, 153});
  EXPECT_TRUE(colouredInk(page, 0, kDpi).empty());
  EXPECT_LT(at(colouredInk(page, 2, kDpi), kFree), 30);
  EXPECT_TRUE(colouredInk(colourPage({245, 245, 245}, {40, 40, 40}), 2, kDpi).empty());
}

TEST(ColourExcess, TakesTheTintOfPaperOff) {
  const cv::Mat page = colourPage({230, 220, 190}, {40, 40, 40});
  EXPECT_NEAR(colourExcess(page, 0).at<short>(kPaper), 0, 1);
  EXPECT_NEAR(colourExcess(page, 0).at<short>(kFree), 0, 3);
}

TEST(SharpInk, IsTheGreyWhereTheColourIs) {
  const cv::Mat ink = colouredInk(colourPage({245, 245, 245}, {237, 190, 190}), 0, kDpi);
  cv::Mat flat(500, 800, CV_8U, cv::Scalar(kPaperWhite));
  flat(kStroke).setTo(cv::Scalar(190));
  flat(kPrint).setTo(cv::Scalar(20));
  const cv::Mat sharp = sharpInk(flat, ink, kDpi);
  EXPECT_LT(at(sharp, kFree), 100);
  EXPECT_EQ(at(sharp, kPrintNear), kPaperWhite);
}

// A line of print of bars with soft edges, and the words it is made of.
std::vector<core::Word> printLine(cv::Mat& flat, int y) {
  std::vector<core::Word> words;
  for (int x = 60; x < 740; x += 90) {
    for (int bar = x; bar < x + 70; bar += 14) {
      cv::rectangle(flat, {bar, y, 5, 24}, cv::Scalar(10), cv::FILLED);
    }
    words.push_back({"illll", {x, y, 66, 24}, 0.99});
  }
  return words;
}

TEST(LighterInk, IsLeftWhenPrintIsTakenOff) {
  cv::Mat flat(500, 800, CV_8U, cv::Scalar(kPaperWhite));
  const cv::Rect stamp(300, 180, 14, 100);
  flat(stamp).setTo(cv::Scalar(110));
  auto words = printLine(flat, 100);
  for (const int y : {220, 340}) {
    const auto more = printLine(flat, y);
    words.insert(words.end(), more.begin(), more.end());
  }
  cv::GaussianBlur(flat, flat, {}, 1);
  const cv::Mat ink = lighterInk(flat, words, 0.2, kDpi);
  ASSERT_FALSE(ink.empty());
  EXPECT_LT(at(ink, {307, 200}), 60);
  for (const auto& word : words) {
    const cv::Rect box(word.box.x, word.box.y, word.box.width, word.box.height);
    if (!(box & stamp).empty()) continue;
    EXPECT_GT(cv::mean(ink(box))[0], kPaperWhite - 5) << box;
  }
}

TEST(LighterInk, IsNothingWithoutPrintToCompareWith) {
  cv::Mat flat(500, 800, CV_8U, cv::Scalar(kPaperWhite));
  flat(kStroke).setTo(cv::Scalar(110));
  EXPECT_TRUE(lighterInk(flat, {}, 0.2, kDpi).empty());
  EXPECT_TRUE(lighterInk(flat, {{"ngoài", {790, 490, 60, 60}, 0.9}}, 0.2, kDpi).empty());
}

}  // namespace
}  // namespace sohoa::ocr
