#include "ocr/loose_ink.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;

cv::Mat paper() { return {2339, 1654, CV_8U, cv::Scalar(kPaperWhite)}; }

// A framed "stamp" of bars, turned about its middle.
void drawStamp(cv::Mat& page, cv::Point middle, double degrees, int grey, bool frame = true) {
  cv::Mat patch(260, 360, CV_8U, cv::Scalar(kPaperWhite));
  if (frame) cv::rectangle(patch, {70, 95, 220, 70}, cv::Scalar(grey), 4);
  for (int x = 85; x < 270; x += 30) {
    cv::rectangle(patch, {x, 112, 18, 36}, cv::Scalar(grey), 5);
  }
  cv::warpAffine(patch, patch, cv::getRotationMatrix2D({180, 130}, -degrees, 1), patch.size(),
                 cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(kPaperWhite));
  cv::Mat place = page(cv::Rect(middle.x - 180, middle.y - 130, 360, 260));
  cv::Mat darker = cv::min(place, patch);
  darker.copyTo(place);
}

bool any(const LooseInk& /*patch*/) { return true; }

std::vector<LooseInk> found(const cv::Mat& page, const std::vector<core::Word>& words = {}) {
  return looseInk(page, kDpi, words, 8, page.rows, any);
}

int inkRows(const cv::Mat& crop) {
  cv::Mat mask;
  cv::threshold(crop, mask, 150, 255, cv::THRESH_BINARY_INV);
  return cv::boundingRect(mask).height;
}

TEST(LooseInk, IsNothingOnCleanPaper) { EXPECT_TRUE(found(paper()).empty()); }

TEST(LooseInk, IsAStampInTheHeadWithoutItsFrame) {
  cv::Mat page = paper();
  drawStamp(page, {500, 400}, 0, 30);
  const auto patches = found(page);
  ASSERT_EQ(patches.size(), 1U);
  EXPECT_TRUE(patches[0].box.contains({500, 400}));
  EXPECT_NEAR(inkRows(patches[0].crop), 41, 6);  // the letters, not the frame
}

TEST(LooseInk, OfNoUseTakesNoRoomAwayFromOthers) {
  cv::Mat page = paper();
  for (const int x : {300, 800, 1300}) drawStamp(page, {x, 400}, 0, 30);
  drawStamp(page, {800, 800}, 0, 30, false);  // has the least ink
  const auto low = [](const LooseInk& patch) { return patch.box.y > 600; };
  const auto patches = looseInk(page, kDpi, {}, 1, page.rows, low);
  ASSERT_EQ(patches.size(), 1U);
  EXPECT_TRUE(patches[0].box.contains({800, 800}));
}

TEST(LooseInk, IsSeenOnASmallPicture) {
  cv::Mat page = paper(), small;
  cv::resize(page, small, {}, 0.5, 0.5, cv::INTER_AREA);
  EXPECT_FALSE(hasLooseInk(small, kDpi / 2, {}));
  drawStamp(page, {500, 400}, 8, 30);
  cv::resize(page, small, {}, 0.5, 0.5, cv::INTER_AREA);
  EXPECT_TRUE(hasLooseInk(small, kDpi / 2, {}));
}

TEST(LooseInk, IsFoundOnTheHeadOfThePageAlone) {
  cv::Mat page = paper();
  drawStamp(page, {500, 400}, 0, 30);
  const cv::Mat head = page.rowRange(0, 1053);
  EXPECT_EQ(looseInk(head, kDpi, {}, 8, page.rows, any).size(), 1U);
}

TEST(LooseInk, IsStraightened) {
  for (const double turn : {-14.0, -5.0, 4.0, 12.0}) {
    cv::Mat page = paper();
    drawStamp(page, {600, 500}, turn, 30);
    const auto patches = found(page);
    ASSERT_EQ(patches.size(), 1U) << turn;
    EXPECT_NEAR(patches[0].turn, turn, 1.5);
    EXPECT_NEAR(inkRows(patches[0].crop), 41, 9) << turn;
  }
}

TEST(LooseInk, ComesOutDarkWhenTheStampIsFaint) {
  cv::Mat page = paper();
  drawStamp(page, {500, 400}, 0, 190);
  const auto patches = found(page);
  ASSERT_EQ(patches.size(), 1U);
  double darkest = 255;
  cv::minMaxLoc(patches[0].crop, &darkest, nullptr);
  EXPECT_LT(darkest, 40);
}

TEST(LooseInk, IsNotWhatWasRead) {
  cv::Mat page = paper();
  drawStamp(page, {500, 400}, 0, 30, false);
  EXPECT_EQ(found(page).size(), 1U);
  EXPECT_TRUE(found(page, {{"MẬT", {400, 360, 220, 80}, 0.9}}).empty());
}

TEST(LooseInk, IsWithoutThePrintThatRunsIntoItsFrame) {
  cv::Mat page = paper();
  drawStamp(page, {500, 400}, 0, 30);
  for (int x = 400; x < 600; x += 20) {  // across the upper side of the frame
    cv::rectangle(page, {x, 348, 8, 22}, cv::Scalar(20), cv::FILLED);
  }
  const auto patches = found(page);
  ASSERT_EQ(patches.size(), 1U);
  EXPECT_LT(patches[0].crop.rows, 85);
}

TEST(LooseInk, BringsTheWordsItTouches) {
  cv::Mat page = paper();
  drawStamp(page, {500, 400}, 0, 30, false);
  EXPECT_TRUE(found(page)[0].beside.empty());
  cv::rectangle(page, {620, 385, 60, 40}, cv::Scalar(20), cv::FILLED);
  const auto patches = found(page, {{"T", {615, 380, 70, 50}, 0.9}});
  ASSERT_EQ(patches.size(), 1U);
  ASSERT_FALSE(patches[0].beside.empty());
  EXPECT_GT(patches[0].beside.cols, patches[0].crop.cols + 40);
}

TEST(LooseInk, IsOnePatchWhenWordsOfLargeLettersStandApart) {
  cv::Mat page = paper();
  for (const int x : {400, 600}) {
    for (int i = 0; i < 3; ++i) {
      cv::rectangle(page, {x + i * 60, 380, 34, 70}, cv::Scalar(30), 9);
    }
  }
  const auto patches = found(page);
  ASSERT_EQ(patches.size(), 1U);
  EXPECT_GT(patches[0].box.width, 350);
}

TEST(LooseInk, IsNotInTheFoot) {
  cv::Mat page = paper();
  drawStamp(page, {500, 1800}, 0, 30);
  EXPECT_TRUE(found(page).empty());
}

TEST(LooseInk, IsNoRuleSpeckOrPicture) {
  cv::Mat page = paper();
  cv::line(page, {200, 300}, {600, 300}, cv::Scalar(0), 3);
  cv::circle(page, {300, 500}, 3, cv::Scalar(0), cv::FILLED);
  cv::rectangle(page, {900, 100, 740, 600}, cv::Scalar(0), cv::FILLED);
  EXPECT_TRUE(found(page).empty());
}

TEST(LooseInk, IsBoundedByTheNumberAskedFor) {
  cv::Mat page = paper();
  for (int i = 0; i < 12; ++i) drawStamp(page, {250 + (i % 4) * 380, 150 + i / 4 * 270}, 0, 30);
  EXPECT_EQ(found(page).size(), 8U);
}

TEST(LooseInk, SurvivesPagesOfAnySize) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(1, 3000), cv::Size(3000, 1)}) {
    EXPECT_TRUE(found(cv::Mat(size, CV_8U, cv::Scalar(0))).empty());
  }
}

}  // namespace
}  // namespace sohoa::ocr
