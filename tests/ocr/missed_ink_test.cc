#include "ocr/missed_ink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;

core::Line line(const std::string& text, core::Box box) { return {box, {{text, box, 0.9}}}; }

core::Block block(const std::vector<core::Line>& lines) {
  core::Block out;
  out.lines = lines;
  for (const auto& l : lines) out.box = out.box.unite(l.box);
  return out;
}

std::string text(const std::vector<core::Block>& blocks) {
  std::string out;
  for (const auto& b : blocks) {
    for (const auto& l : b.lines) out += l.text() + "/";
    out += "\n";
  }
  return out;
}

TEST(MissedInk, IsPrintWithoutWords) {
  const auto places = missedInk(sampleSheet(), kDpi, {});
  EXPECT_GE(places.size(), 8U);
}

TEST(MissedInk, IsNoneWhereWordsWereRead) {
  const core::Box sheet{0, 0, 1654, 2339};
  EXPECT_TRUE(missedInk(sampleSheet(), kDpi, {block({line("x", sheet)})}).empty());
}

TEST(MissedInk, IsNeitherSpecksNorBarsNorPictures) {
  cv::Mat sheet = whiteSheet();
  for (int x = 100; x < 1500; x += 90) sheet(cv::Rect(x, 300, 4, 4)).setTo(0);
  sheet(cv::Rect(100, 600, 900, 12)).setTo(0);
  cv::circle(sheet, {800, 1500}, 200, cv::Scalar(0), cv::FILLED);
  EXPECT_TRUE(missedInk(sheet, kDpi, {}).empty());
}

TEST(MissedInk, StaysBoundedOnAPageOfNoise) {
  cv::Mat sheet = whiteSheet();
  for (int y = 20; y < 2300; y += 60) {
    for (int x = 20; x < 1600; x += 60) {
      cv::line(sheet, {x, y}, {x + 12, y + 20}, cv::Scalar(0), 3);
    }
  }
  EXPECT_LE(missedInk(sheet, kDpi, {}).size(), 40U);
}

TEST(MissedInk, EndOfALineJoinsIt) {
  auto blocks =
      std::vector{block({line("một", {100, 100, 60, 30}), line("ba", {100, 150, 60, 30})})};
  insertLine(blocks, line("hai", {180, 102, 50, 28}), kDpi);
  EXPECT_EQ(text(blocks), "một hai/ba/\n");
}

TEST(MissedInk, ALineInsideABlockStandsBetweenItsLines) {
  auto blocks =
      std::vector{block({line("một", {100, 100, 400, 30}), line("ba", {100, 200, 400, 30})})};
  insertLine(blocks, line("hai", {100, 150, 300, 30}), kDpi);
  EXPECT_EQ(text(blocks), "một/hai/ba/\n");
}

TEST(MissedInk, AnythingElseComesBeforeWhatStandsBelow) {
  auto blocks = std::vector{block({line("chữ", {100, 300, 400, 30})}),
                            block({line("ký", {100, 900, 400, 30})})};
  insertLine(blocks, line("2", {800, 100, 20, 30}), kDpi);
  insertLine(blocks, line("dấu", {100, 600, 200, 30}), kDpi);
  EXPECT_EQ(text(blocks), "2/\nchữ/\ndấu/\nký/\n");
}

}  // namespace
}  // namespace sohoa::ocr
