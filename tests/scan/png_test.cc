#include "tests/scan/samples.h"

namespace sohoa::scan {
namespace {

using namespace testing;
using Codec = core::EncodedImage::Codec;

constexpr core::Size kSize{90, 40};

TEST(Png, PassesPlainGreyAndColourAsTheyStand) {
  for (const auto& raster : {greyPicture(kSize), colourPicture(kSize)}) {
    const int colour = raster.format == core::Raster::Format::kRgb ? 2 : 0;
    const OpenedFile file(
        makePng(kSize, raster.pixels, {.colour = colour, .dots_per_metre = 7874}));
    expectSamePixels(file->raster(0), raster);
    const auto image = file->image(0);
    EXPECT_TRUE(image.verbatim);
    EXPECT_TRUE(image.png_predictor);
    expectSamePixels(decodeEncoded(image), raster);
    EXPECT_NEAR(file->info(0).resolution.x, 200, 0.01);
  }
}

TEST(Png, DecodesInterlacedPicturesAndEncodesThemAnew) {
  const auto raster = colourPicture(kSize);
  const OpenedFile file(makePng(kSize, raster.pixels, {.colour = 2, .interlaced = true}));
  expectSamePixels(file->raster(0), raster);
  EXPECT_FALSE(file->image(0).verbatim);
  expectSamePixels(decodeEncoded(file->image(0)), raster);
}

TEST(Png, TakesOneBitGreyAsBilevel) {
  const auto picture = bilevelPicture(kSize);
  Bytes rows = picture.pixels;
  for (auto& byte : rows) byte = static_cast<std::uint8_t>(~byte);
  const OpenedFile file(makePng(kSize, rows, {.colour = 0, .bits = 1}));
  expectSamePixels(file->raster(0), picture);
  expectSamePixels(decodeEncoded(file->image(0)), picture);
}

TEST(Png, LooksPaletteColoursUp) {
  Bytes rows(static_cast<std::size_t>(kSize.width * kSize.height));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint8_t>(i % 3);
  const Bytes palette{255, 0, 0, 0, 255, 0, 1, 2, 3};
  const OpenedFile file(makePng(kSize, rows, {.colour = 3, .palette = palette}));
  const auto raster = file->raster(0);
  ASSERT_EQ(raster.format, core::Raster::Format::kRgb);
  EXPECT_EQ(Bytes(raster.pixels.begin(), raster.pixels.begin() + 9), palette);
  const auto image = file->image(0);
  EXPECT_EQ(image.palette, palette);
  expectSamePixels(decodeEncoded(image), raster);
}

TEST(Png, LaysWhatIsTransparentOnWhite) {
  Bytes rows;
  for (int i = 0; i < kSize.width * kSize.height; ++i) rows.insert(rows.end(), {10, 20, 30, 0});
  rows[3] = 255;
  const OpenedFile file(makePng(kSize, rows, {.colour = 6}));
  const auto raster = file->raster(0);
  EXPECT_EQ(Bytes(raster.pixels.begin(), raster.pixels.begin() + 6),
            (Bytes{10, 20, 30, 255, 255, 255}));
}

TEST(Png, ReducesSixteenBitsToEight) {
  Bytes rows;
  for (int i = 0; i < kSize.width * kSize.height; ++i) rows.insert(rows.end(), {0xFF, 0xFF});
  rows[0] = 0x80;
  rows[1] = 0x80;
  const auto raster = OpenedFile(makePng(kSize, rows, {.colour = 0, .bits = 16}))->raster(0);
  EXPECT_EQ(raster.pixels[0], 0x80);
  EXPECT_EQ(raster.pixels[1], 0xFF);
}

TEST(Png, RefusesEveryTruncationAndEveryAlteredByte) {
  const Bytes whole = makePng(kSize, greyPicture(kSize).pixels, {});
  for (std::size_t size = 8; size < whole.size(); size += 31) {
    EXPECT_EQ(slugOfReading(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))),
              "scan.truncated");
  }
  for (std::size_t at = 8; at < whole.size(); at += 53) {
    Bytes altered = whole;
    altered[at] = static_cast<std::uint8_t>(altered[at] ^ 0x10U);
    EXPECT_NE(slugOfReading(altered), "") << at;
  }
}

}  // namespace
}  // namespace sohoa::scan
