#include "ocr/leader_dots.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;

// Shape 0 is the paper.
std::vector<InkShape> rowOfDots(int count, int apart, int y = 100) {
  std::vector<InkShape> shapes(1);
  for (int i = 0; i < count; ++i) shapes.push_back({{50 + i * apart, y, 4, 4}, 16, 20});
  return shapes;
}

std::vector<std::size_t> found(const std::vector<InkShape>& shapes) {
  std::vector<std::size_t> dots(shapes.size() - 1);
  std::iota(dots.begin(), dots.end(), std::size_t{1});
  return leaderDots(shapes, dots, kDpi);
}

TEST(LeaderDots, AreThoseOfALongLine) { EXPECT_EQ(found(rowOfDots(12, 8)).size(), 12U); }

TEST(LeaderDots, AreNotThreeFullStops) { EXPECT_TRUE(found(rowOfDots(3, 8)).empty()); }

TEST(LeaderDots, AreNotDotsFarApart) { EXPECT_TRUE(found(rowOfDots(12, 30)).empty()); }

TEST(LeaderDots, AreNotDotsAllOverThePaper) {
  std::vector<InkShape> shapes(1);
  for (int row = 0; row < 10; ++row) {
    for (const auto& dot : rowOfDots(12, 8, 100 + 3 * row)) {
      if (dot.area > 0) shapes.push_back(dot);
    }
  }
  EXPECT_TRUE(found(shapes).empty());
}

TEST(LeaderDots, LeaveTheDotOfAnIAlone) {
  auto shapes = rowOfDots(12, 8);
  shapes.push_back({{60, 60, 4, 4}, 16, 20});
  const auto leaders = found(shapes);
  EXPECT_EQ(leaders.size(), 12U);
  EXPECT_EQ(std::count(leaders.begin(), leaders.end(), 13U), 0);
}

TEST(LeaderDots, AreNoneWithoutDots) { EXPECT_TRUE(leaderDots({{}}, {}, kDpi).empty()); }

}  // namespace
}  // namespace sohoa::ocr
