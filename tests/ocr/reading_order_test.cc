#include "ocr/reading_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

core::Block block(const std::string& text, core::Box box) {
  return {box, {{box, {{text, box, 1}}}}};
}

std::vector<std::string> texts(const std::vector<core::Block>& blocks) {
  std::vector<std::string> out;
  for (const auto& b : blocks) out.push_back(b.lines[0].words[0].text);
  return out;
}

using ::testing::ElementsAre;

TEST(ReadingOrder, HeadingComesBeforeTheListBelowIt) {
  EXPECT_THAT(
      texts(inReadingOrder({block("list", {10, 100, 200, 80}), block("more", {10, 200, 200, 40}),
                            block("heading", {10, 50, 400, 30})})),
      ElementsAre("heading", "list", "more"));
}

TEST(ReadingOrder, ColumnsSideBySideKeepTheOrderGiven) {
  EXPECT_THAT(
      texts(inReadingOrder({block("left", {0, 0, 100, 50}), block("left2", {0, 60, 100, 50}),
                            block("right", {200, 0, 100, 50}), block("body", {0, 150, 300, 50})})),
      ElementsAre("left", "left2", "right", "body"));
}

TEST(ReadingOrder, LinesWhoseInkTouchesAreStillAboveEachOther) {
  EXPECT_THAT(
      texts(inReadingOrder({block("second", {0, 38, 100, 40}), block("first", {0, 0, 100, 42})})),
      ElementsAre("first", "second"));
}

TEST(ReadingOrder, BlockInsideAnotherIsNotMoved) {
  EXPECT_THAT(
      texts(inReadingOrder({block("inner", {10, 10, 20, 20}), block("outer", {0, 0, 100, 100})})),
      ElementsAre("inner", "outer"));
}

TEST(ReadingOrder, NothingAndTooMuchComeBackAsTheyAre) {
  EXPECT_TRUE(inReadingOrder({}).empty());
  std::vector<core::Block> many(3000, block("x", {0, 0, 1, 1}));
  many.front() = block("low", {0, 5000, 1, 1});
  EXPECT_EQ(texts(inReadingOrder(many)).front(), "low");
}

}  // namespace
}  // namespace sohoa::ocr
