#include <tiffio.h>

#include "tests/scan/samples.h"

namespace sohoa::scan {
namespace {

using namespace testing;
using Codec = core::EncodedImage::Codec;

constexpr core::Size kSize{101, 53};

TiffMake bilevel(int compression) {
  return {.raster = bilevelPicture(kSize), .compression = compression};
}

TEST(Tiff, GivesBackBilevelPixelsUnderEveryFaxAndGeneralCompression) {
  for (const int compression :
       {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS,
        COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4, COMPRESSION_CCITTRLE}) {
    for (const int rows : {0, 8}) {
      for (const bool black_is_0 : {false, true}) {
        SCOPED_TRACE(compression);
        TiffMake make = bilevel(compression);
        make.rows_per_strip = rows;
        make.black_is_0 = black_is_0;
        const OpenedFile file(makeTiff({make}));
        EXPECT_EQ(file->info(0).format, core::Raster::Format::kBilevel);
        expectSamePixels(file->raster(0), make.raster);
        expectSamePixels(decodeEncoded(file->image(0)), make.raster);
      }
    }
  }
}

TEST(Tiff, ReadsTwoDimensionalGroup3) {
  TiffMake make = bilevel(COMPRESSION_CCITTFAX3);
  make.two_dimensions = true;
  expectSamePixels(OpenedFile(makeTiff({make}))->raster(0), make.raster);
}

TEST(Tiff, PassesASingleGroup4StripAsItStands) {
  const OpenedFile file(makeTiff({bilevel(COMPRESSION_CCITTFAX4)}));
  const auto image = file->image(0);
  EXPECT_TRUE(image.verbatim);
  EXPECT_EQ(image.codec, Codec::kCcittG4);
  EXPECT_TRUE(image.black_is_1);
}

TEST(Tiff, EncodesGroup4AnewWhenItsBitsAreReversed) {
  TiffMake make = bilevel(COMPRESSION_CCITTFAX4);
  make.reversed_bits = true;
  const OpenedFile file(makeTiff({make}));
  EXPECT_FALSE(file->image(0).verbatim);
  expectSamePixels(decodeEncoded(file->image(0)), make.raster);
}

TEST(Tiff, GivesBackGreyAndColourFromStripsTilesAndPlanes) {
  for (const auto& raster : {greyPicture(kSize), colourPicture(kSize)}) {
    for (const int layout : {0, 1, 2, 3}) {
      SCOPED_TRACE(layout);
      TiffMake make{.raster = raster, .compression = COMPRESSION_LZW};
      make.rows_per_strip = layout == 1 ? 7 : 0;
      make.tiled = layout == 2;
      make.planar = layout == 3 && raster.format == core::Raster::Format::kRgb;
      make.black_is_0 = layout != 1;
      const OpenedFile file(makeTiff({make}));
      expectSamePixels(file->raster(0), raster);
      const auto image = file->image(0);
      EXPECT_EQ(image.codec, Codec::kFlate);
      expectSamePixels(decodeEncoded(image), raster);
    }
  }
}

TEST(Tiff, RebuildsTheJpegOfASingleStripWithoutDecodingIt) {
  for (const bool ycbcr : {false, true}) {
    TiffMake make{.raster = colourPicture({96, 64}), .compression = COMPRESSION_JPEG};
    make.ycbcr = ycbcr;
    const OpenedFile file(makeTiff({make}));
    const auto image = file->image(0);
    EXPECT_TRUE(image.verbatim);
    EXPECT_EQ(image.codec, Codec::kJpeg);
    expectSamePixels(decodeEncoded(image), file->raster(0));
  }
}

TEST(Tiff, EncodesJpegOfSeveralStripsWithoutLoss) {
  TiffMake make{.raster = colourPicture({96, 64}), .compression = COMPRESSION_JPEG};
  make.rows_per_strip = 16;
  const OpenedFile file(makeTiff({make}));
  EXPECT_FALSE(file->image(0).verbatim);
  expectSamePixels(decodeEncoded(file->image(0)), file->raster(0));
}

TEST(Tiff, ReportsUnequalResolutionsInInchesAndCentimetres) {
  for (const bool per_cm : {false, true}) {
    TiffMake make = bilevel(COMPRESSION_CCITTFAX4);
    make.x_dpi = 204;
    make.y_dpi = 98;
    make.per_cm = per_cm;
    const auto info = OpenedFile(makeTiff({make}))->info(0);
    EXPECT_NEAR(info.resolution.x, 204, 0.01);
    EXPECT_NEAR(info.resolution.y, 98, 0.01);
    EXPECT_EQ(info.resolution_from, core::PageInfo::From::kMetadata);
  }
}

TEST(Tiff, FallsBackToTheStatedResolutionWhereTheFileHasNone) {
  TiffMake make = bilevel(COMPRESSION_CCITTFAX4);
  make.x_dpi = 0;
  const auto info = OpenedFile(makeTiff({make}), {.default_dpi = 240})->info(0);
  EXPECT_EQ(info.resolution, (core::Resolution{240, 240}));
  EXPECT_EQ(info.resolution_from, core::PageInfo::From::kDefault);
}

TEST(Tiff, KeepsARotatedPageAsStoredAndUndoesAMirroredOne) {
  TiffMake make{.raster = greyPicture(kSize), .compression = COMPRESSION_NONE};
  make.orientation = ORIENTATION_RIGHTTOP;
  expectSamePixels(OpenedFile(makeTiff({make}))->raster(0), make.raster);
  make.orientation = ORIENTATION_TOPRIGHT;
  const OpenedFile mirrored(makeTiff({make}));
  const auto raster = mirrored->raster(0);
  EXPECT_EQ(raster.pixels[0], make.raster.pixels[100]);
  expectSamePixels(decodeEncoded(mirrored->image(0)), raster);
}

TEST(Tiff, KeepsPagesApartAndGoesOnAfterABadOne) {
  TiffMake big{.raster = greyPicture({200, 100})};
  big.black_is_0 = true;
  const Bytes bytes = makeTiff({bilevel(COMPRESSION_CCITTFAX4), big, bilevel(COMPRESSION_LZW)});
  const OpenedFile file(bytes, {.max_pixels_per_page = 10'000});
  ASSERT_EQ(file->pageCount(), 3);
  EXPECT_EQ(slugOf([&] { static_cast<void>(file->raster(1)); }), "scan.too_large");
  expectSamePixels(file->raster(2), bilevelPicture(kSize));
  expectSamePixels(file->raster(0), bilevelPicture(kSize));
}

TEST(Tiff, NamesFileAndPageInEveryError) {
  const OpenedFile file(makeTiff({bilevel(1), bilevel(1)}), {.max_pixels_per_page = 10});
  try {
    static_cast<void>(file->info(1));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.context().file, "scan.bin");
    EXPECT_EQ(error.context().page, 1);
    EXPECT_NE(error.context().detail.find("101 x 53"), std::string::npos);
  }
}

TEST(Tiff, RefusesEveryTruncation) {
  for (const int compression :
       {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_CCITTFAX4, COMPRESSION_PACKBITS}) {
    const Bytes whole = makeTiff({bilevel(compression)});
    for (std::size_t size = 1; size < whole.size(); size += 17) {
      const std::string slug =
          slugOfReading(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)));
      EXPECT_NE(slug, "") << compression << " cut at " << size;
    }
  }
}

TEST(Tiff, NoticesFaxRowsThatAreMissing) {
  Bytes bytes = makeTiff({bilevel(COMPRESSION_CCITTFAX4)});
  const OpenedFile file(bytes);
  const Bytes data = file->image(0).bytes;
  const auto at = std::search(bytes.begin(), bytes.end(), data.begin(), data.end());
  ASSERT_NE(at, bytes.end());
  // An end-of-facsimile-block in the middle of the strip.
  const Bytes end{0x00, 0x10, 0x01, 0x00, 0x10, 0x01};
  std::copy(end.begin(), end.end(), at + static_cast<long>(data.size() / 2));
  const std::string slug = slugOfReading(bytes);
  EXPECT_TRUE(slug == "scan.truncated" || slug == "scan.damaged") << slug;
}

TEST(Tiff, RefusesADirectoryChainThatReturnsToItself) {
  Bytes bytes = makeTiff({bilevel(1)});
  std::uint32_t directory = 0;
  std::copy_n(bytes.begin() + 4, 4, reinterpret_cast<std::uint8_t*>(&directory));
  const std::size_t entries = bytes[directory] | bytes[directory + 1] << 8;
  std::copy_n(bytes.begin() + 4, 4,
              bytes.begin() + static_cast<long>(directory + 2 + 12 * entries));
  EXPECT_EQ(slugOfReading(bytes), "scan.damaged");
}

TEST(Tiff, RefusesAFileWithoutPagesOrWithTooMany) {
  EXPECT_NE(slugOfReading({'I', 'I', '*', 0, 0, 0, 0, 0}), "");
  EXPECT_EQ(slugOfReading(makeTiff({bilevel(1), bilevel(1)}), {.max_pages = 1}),
            "scan.too_many_pages");
}

}  // namespace
}  // namespace sohoa::scan
