#include <cstdlib>

#include "tests/scan/samples.h"

namespace sohoa::scan {
namespace {

using namespace testing;

constexpr core::Size kSize{120, 80};

int greatestDifference(const core::Raster& a, const core::Raster& b) {
  int greatest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    greatest = std::max(greatest, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return greatest;
}

TEST(Jpeg, PassesBaselineAndProgressiveBytesAsTheyAre) {
  for (const bool progressive : {false, true}) {
    const Bytes bytes =
        makeJpeg(colourPicture(kSize), {.progressive = progressive, .density = 200});
    const OpenedFile file(bytes);
    const auto image = file->image(0);
    EXPECT_TRUE(image.verbatim);
    EXPECT_EQ(image.bytes, bytes);
    EXPECT_EQ(image.components, 3);
    EXPECT_EQ(file->info(0).resolution, (core::Resolution{200, 200}));
    EXPECT_EQ(file->raster(0).format, core::Raster::Format::kRgb);
  }
}

TEST(Jpeg, DecodesGreyAsGrey) {
  core::Raster flat = greyPicture(kSize);
  std::fill(flat.pixels.begin(), flat.pixels.end(), std::uint8_t{77});
  const OpenedFile file(makeJpeg(flat));
  EXPECT_EQ(file->info(0).format, core::Raster::Format::kGrey);
  EXPECT_LE(greatestDifference(file->raster(0), flat), 1);
  EXPECT_EQ(file->info(0).resolution_from, core::PageInfo::From::kDefault);
}

TEST(Jpeg, TakesAdobeCmykAsInvertedInkAndKeepsItAsRgb) {
  core::Raster flat = greyPicture(kSize);
  std::fill(flat.pixels.begin(), flat.pixels.end(), std::uint8_t{200});
  const OpenedFile file(makeJpeg(flat, {.cmyk = true}));
  const auto image = file->image(0);
  EXPECT_EQ(image.codec, core::EncodedImage::Codec::kFlate);
  EXPECT_EQ(image.components, 3);
  EXPECT_FALSE(image.verbatim);
  const auto raster = file->raster(0);
  ASSERT_EQ(raster.format, core::Raster::Format::kRgb);
  EXPECT_NEAR(raster.pixels[0], 200, 2);
  EXPECT_NEAR(raster.pixels[2], 200, 2);
}

TEST(Jpeg, ReadsTheResolutionFromExifWhenJfifHasNone) {
  Bytes bytes = makeJpeg(greyPicture(kSize));
  const Bytes segment{0xFF, 0xE1, 0,  66, 'E',  'x',  'i', 'f', 0,  0,         // marker, length
                      'I',  'I',  42, 0,  8,    0,    0,   0,   3,  0,         // directory of three
                      0x1A, 0x01, 5,  0,  1,    0,    0,   0,   50, 0, 0, 0,   // across: at byte 50
                      0x1B, 0x01, 5,  0,  1,    0,    0,   0,   50, 0, 0, 0,   // down: the same
                      0x28, 0x01, 3,  0,  1,    0,    0,   0,   2,  0, 0, 0,   // inches
                      0,    0,    0,  0,  0x90, 0x01, 0,   0,   1,  0, 0, 0};  // 400 / 1
  bytes.insert(bytes.begin() + 2, segment.begin(), segment.end());
  EXPECT_EQ(OpenedFile(bytes)->info(0).resolution, (core::Resolution{400, 400}));
}

TEST(Jpeg, RefusesEveryTruncation) {
  const Bytes whole = makeJpeg(colourPicture(kSize));
  for (std::size_t size = 4; size < whole.size(); size += 97) {
    EXPECT_EQ(slugOfReading(Bytes(whole.begin(), whole.begin() + static_cast<long>(size))),
              "scan.truncated")
        << size;
  }
}

TEST(Jpeg, NoticesMissingDataBeforeAnEndMarker) {
  Bytes bytes = makeJpeg(colourPicture(kSize));
  bytes.resize(bytes.size() * 2 / 3);
  bytes.insert(bytes.end(), {0xFF, 0xD9});
  EXPECT_EQ(slugOfReading(bytes), "scan.truncated");
}

TEST(Jpeg, RefusesAHugePageFromItsHeader) {
  Bytes bytes = makeJpeg(greyPicture(kSize));
  const Bytes start{0xFF, 0xC0};
  const auto frame = std::search(bytes.begin(), bytes.end(), start.begin(), start.end());
  const Bytes side{0x4E, 0x20, 0x4E, 0x20};  // 20000 x 20000
  std::copy(side.begin(), side.end(), frame + 5);
  const OpenedFile file(bytes);
  EXPECT_EQ(slugOf([&] { static_cast<void>(file->info(0)); }), "scan.too_large");
  EXPECT_EQ(slugOf([&] { static_cast<void>(file->raster(0)); }), "scan.too_large");
}

}  // namespace
}  // namespace sohoa::scan
