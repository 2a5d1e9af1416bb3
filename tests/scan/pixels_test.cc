#include "scan/pixels.h"

#include "scan/lossless.h"
#include "tests/scan/samples.h"

namespace sohoa::scan {
namespace {

using namespace testing;

TEST(Pixels, RefusesSizesOverTheCeilingAndEmptyOnes) {
  EXPECT_EQ(slugOf([] { checkSize(20'000, 20'000, {}); }), "scan.too_large");
  EXPECT_EQ(slugOf([] { checkSize(0xFFFFFFFF, 0xFFFFFFFF, {}); }), "scan.too_large");
  EXPECT_EQ(slugOf([] { checkSize(0, 10, {}); }), "scan.damaged");
  EXPECT_EQ(slugOf([] { checkSize(2480, 3508, {}); }), "");
}

TEST(Pixels, BelievesOnlyResolutionsAScannerCouldHave) {
  EXPECT_TRUE(plausible(204, 98));
  EXPECT_FALSE(plausible(0, 300));
  EXPECT_FALSE(plausible(1, 1));
  EXPECT_FALSE(plausible(300, 1e9));
}

TEST(Pixels, ReadsSamplesOfEveryDepth) {
  const Bytes packed{0b10110001, 0x5A};
  EXPECT_EQ(sampleAt(packed.data(), 0, 1), 1U);
  EXPECT_EQ(sampleAt(packed.data(), 1, 1), 0U);
  EXPECT_EQ(sampleAt(packed.data(), 1, 2), 3U);
  EXPECT_EQ(sampleAt(packed.data(), 3, 4), 10U);
  EXPECT_EQ(sampleAs8(packed.data(), 0, 4), 0xBB);
}

TEST(Pixels, MirrorsEveryFormatBackToItself) {
  for (auto raster : {greyPicture({13, 5}), colourPicture({13, 5}), bilevelPicture({13, 5})}) {
    const auto before = raster;
    mirror(raster);
    EXPECT_NE(raster.pixels, before.pixels);
    mirror(raster);
    expectSamePixels(raster, before);
  }
}

TEST(Lossless, KeepsEveryPixelOfOneByOnePictures) {
  for (const auto& raster : {greyPicture({1, 1}), colourPicture({1, 1}), bilevelPicture({9, 1})}) {
    expectSamePixels(decodeEncoded(encodeLossless(raster)), raster);
  }
}

}  // namespace
}  // namespace sohoa::scan
