#include "ocr/brick_opening.h"

#include <gtest/gtest.h>
#include <leptonica/allheaders.h>

#include <memory>
#include <random>

namespace sohoa::ocr {
namespace {

struct Destroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
  void operator()(SEL* sel) const { selDestroy(&sel); }
};
using Picture = std::unique_ptr<PIX, Destroy>;

// Bars across and down of all lengths over each other, some of them up to the rim.
Picture bars(int width, int height, unsigned seed) {
  Picture pix(pixCreate(width, height, 1));
  std::mt19937 any(seed);
  const auto below = [&any](int limit) {
    return static_cast<int>(any() % static_cast<unsigned>(limit));
  };
  for (int n = 0; n < 60; ++n) {
    const bool across = below(2) == 0;
    const int length = 1 + below(across ? width : height), thick = 1 + below(9);
    pixRasterop(pix.get(), below(width) - 5, below(height) - 5, across ? length : thick,
                across ? thick : length, n % 5 == 4 ? PIX_CLR : PIX_SET, nullptr, 0, 0);
  }
  return pix;
}

// By Leptonica's general operation, which is not replaced.
Picture openedByLeptonica(PIX* pix, int width, int height) {
  const std::unique_ptr<SEL, Destroy> sel(
      selCreateBrick(height, width, height / 2, width / 2, SEL_HIT));
  return Picture(pixOpen(nullptr, pix, sel.get()));
}

void expectSame(const Picture& ours, const Picture& theirs) {
  ASSERT_NE(ours, nullptr);
  ASSERT_NE(theirs, nullptr);
  int same = 0;
  pixEqual(ours.get(), theirs.get(), &same);
  EXPECT_EQ(same, 1);
}

TEST(BrickOpening, GivesWhatLeptonicaGives) {
  keepBrickOpeningsFast();
  unsigned seed = 1;
  for (const auto& [width, height] : {std::pair{203, 150}, {64, 64}, {1, 90}, {90, 1}, {33, 7}}) {
    for (const auto& [w, h] : {std::pair{75, 1},
                               {1, 75},
                               {15, 15},
                               {1, 1},
                               {2, 3},
                               {32, 1},
                               {33, 2},
                               {64, 1},
                               {500, 1},
                               {1, 500}}) {
      SCOPED_TRACE(testing::Message() << width << " x " << height << " by " << w << " x " << h);
      const Picture pix = bars(width, height, seed++);
      expectSame(Picture(pixOpenBrick(nullptr, pix.get(), w, h)),
                 openedByLeptonica(pix.get(), w, h));
    }
  }
}

TEST(BrickOpening, TakesNoInkFromThePaddingPastTheWidth) {
  const Picture pix = bars(40, 20, 7);
  pixSetPadBits(pix.get(), 1);
  const Picture ours(pixOpenBrick(nullptr, pix.get(), 12, 1));
  pixSetPadBits(pix.get(), 0);
  expectSame(ours, openedByLeptonica(pix.get(), 12, 1));
}

TEST(BrickOpening, KeepsTheResolution) {
  const Picture pix = bars(40, 20, 7);
  pixSetResolution(pix.get(), 300, 200);
  const Picture ours(pixOpenBrick(nullptr, pix.get(), 5, 1));
  EXPECT_EQ(pixGetXRes(ours.get()), 300);
  EXPECT_EQ(pixGetYRes(ours.get()), 200);
}

TEST(BrickOpening, LeavesOtherUsesToTheLibrary) {
  const Picture pix = bars(120, 80, 3);
  const Picture into(pixCreate(120, 80, 1));
  EXPECT_EQ(pixOpenBrick(into.get(), pix.get(), 9, 1), into.get());
  expectSame(Picture(pixClone(into.get())), openedByLeptonica(pix.get(), 9, 1));
  EXPECT_EQ(pixOpenBrick(nullptr, nullptr, 9, 1), nullptr);
  EXPECT_EQ(pixOpenBrick(nullptr, pix.get(), 0, 1), nullptr);
  const Picture grey(pixCreate(20, 20, 8));
  EXPECT_EQ(pixOpenBrick(nullptr, grey.get(), 9, 1), nullptr);
}

}  // namespace
}  // namespace sohoa::ocr
