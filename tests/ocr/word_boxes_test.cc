#include "ocr/word_boxes.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

// Three lines, each with a word 40 wide whose letters are 20 high, every 30 rows from 20 on.
cv::Mat threeLines() {
  cv::Mat sheet(140, 100, CV_8U, cv::Scalar(245));
  for (const int top : {20, 50, 80}) sheet(cv::Rect(30, top, 40, 20)).setTo(cv::Scalar(0));
  return sheet;
}

core::Box fitted(const cv::Mat& sheet, const core::Box& box) {
  core::Line line;
  line.words.push_back({"nghĩa", box, 0.9});
  core::Block block;
  block.lines.push_back(line);
  std::vector<core::Block> blocks{block};
  fitWordBoxes(blocks, sheet);
  return blocks[0].lines[0].words[0].box;
}

TEST(WordBoxes, LeaveTheLinesAboveAndBelow) {
  EXPECT_EQ(fitted(threeLines(), {30, 36, 40, 48}), (core::Box{30, 50, 40, 20}));
}

TEST(WordBoxes, KeepMarksAboveAndBelowTheLetters) {
  cv::Mat sheet = threeLines();
  sheet(cv::Rect(40, 44, 6, 3)).setTo(cv::Scalar(0));
  sheet(cv::Rect(40, 73, 6, 3)).setTo(cv::Scalar(0));
  EXPECT_EQ(fitted(sheet, {30, 36, 40, 48}), (core::Box{30, 44, 40, 32}));
}

TEST(WordBoxes, StayWhereTheyFit) {
  const core::Box box{30, 49, 40, 22};
  EXPECT_EQ(fitted(threeLines(), box), box);
}

TEST(WordBoxes, StayWhereLinesRunTogether) {
  cv::Mat sheet = threeLines();
  sheet(cv::Rect(50, 0, 2, 140)).setTo(cv::Scalar(0));
  const core::Box box{30, 36, 40, 48};
  EXPECT_EQ(fitted(sheet, box), box);
}

TEST(WordBoxes, StayWithoutInkAndOutsideThePicture) {
  for (const core::Box& box : {core::Box{2, 2, 20, 10}, core::Box{500, 500, 20, 10}}) {
    EXPECT_EQ(fitted(threeLines(), box), box);
  }
}

}  // namespace
}  // namespace sohoa::ocr
