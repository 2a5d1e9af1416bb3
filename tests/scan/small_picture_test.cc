#include "scan/small_picture.h"

#include <gtest/gtest.h>

#include "scan/jpeg_decoder.h"
#include "scan/pixels.h"
#include "tests/support/slug_of.h"

namespace sohoa::scan {
namespace {

using core::Raster;

constexpr core::Resolution kDpi{300, 300};

// White with one black corner, the top left.
Raster cornered(int width, int height) {
  auto page = makeRaster(Raster::Format::kGrey, {width, height}, kDpi);
  std::fill(page.pixels.begin(), page.pixels.end(), std::uint8_t{255});
  for (int y = 0; y < height / 4; ++y) {
    for (int x = 0; x < width / 4; ++x) row(page, y)[x] = 0;
  }
  return page;
}

Raster pictureOf(const Raster& page, const core::PageGeometry& geometry, core::Box part,
                 core::Size most) {
  return decodeJpeg(smallPicture(page, geometry, part, most), false, kDpi);
}

int grey(const Raster& picture, int x, int y) { return row(picture, y)[3 * x]; }

TEST(SmallPicture, TheWholePageFitsTheSpace) {
  const auto picture = pictureOf(cornered(400, 800), {{400, 800}, kDpi}, {}, {100, 100});
  EXPECT_EQ(picture.size, (core::Size{50, 100}));
  EXPECT_LT(grey(picture, 2, 2), 40);
  EXPECT_GT(grey(picture, 40, 90), 220);
}

TEST(SmallPicture, ATurnedPageIsShownUpright) {
  // The master must be turned clockwise to stand, so that its top left corner ends at the top
  // right.
  const auto picture = pictureOf(cornered(400, 800), {{400, 800}, kDpi, 90}, {}, {100, 100});
  EXPECT_EQ(picture.size, (core::Size{100, 50}));
  EXPECT_LT(grey(picture, 97, 2), 40);
  EXPECT_GT(grey(picture, 2, 2), 220);
}

TEST(SmallPicture, APartIsCutOutAndNotEnlarged) {
  const auto picture =
      pictureOf(cornered(400, 800), {{400, 800}, kDpi}, {90, 0, 20, 10}, {100, 100});
  EXPECT_EQ(picture.size, (core::Size{20, 10}));
  EXPECT_LT(grey(picture, 2, 5), 60);
  EXPECT_GT(grey(picture, 17, 5), 200);
}

TEST(SmallPicture, OutsideOfASkewedPageIsWhite) {
  const auto picture = pictureOf(cornered(400, 400), {{400, 400}, kDpi, 0, 10}, {}, {200, 200});
  EXPECT_GT(grey(picture, 1, 198), 220);
}

TEST(SmallPicture, BilevelPagesBecomeGreyWhenSmall) {
  auto page = makeRaster(Raster::Format::kBilevel, {64, 64}, kDpi);
  for (int y = 0; y < 64; ++y) std::fill_n(row(page, y), 8, std::uint8_t{0xAA});
  const auto picture = pictureOf(page, {{64, 64}, kDpi}, {}, {16, 16});
  EXPECT_NEAR(grey(picture, 8, 8), 127, 12);
}

TEST(SmallPicture, APartOffThePageIsAnError) {
  const auto page = cornered(40, 40);
  for (const core::Box part : {core::Box{100, 0, 10, 10}, core::Box{-20, -20, 10, 10}}) {
    EXPECT_EQ(test::slugOf([&] {
                static_cast<void>(smallPicture(page, {{40, 40}, kDpi}, part, {10, 10}));
              }),
              "core.internal");
  }
}

TEST(SmallPicture, TheTiniestPageHasOne) {
  const auto page = makeRaster(Raster::Format::kRgb, {1, 1}, kDpi);
  EXPECT_EQ(pictureOf(page, {{1, 1}, kDpi}, {}, {100, 100}).size, (core::Size{1, 1}));
}

}  // namespace
}  // namespace sohoa::scan
