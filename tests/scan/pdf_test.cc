#include <tiffio.h>

#include "scan/ccitt.h"
#include "scan/pixels.h"
#include "tests/scan/samples.h"

namespace sohoa::scan {
namespace {

using namespace testing;
using Codec = core::EncodedImage::Codec;

constexpr core::Size kSize{144, 72};

ScanOptions withoutRasteriser() {
  ScanOptions options;
  options.rasteriser.clear();
  return options;
}

std::string imageDict(const std::string& more) {
  return "/Subtype /Image /Width 144 /Height 72 " + more;
}

PdfMake jpegPage() {
  return {.image = imageDict("/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"),
          .data = makeJpeg(colourPicture(kSize))};
}

PdfMake greyPage(const std::string& content) {
  return {.content = content,
          .image = imageDict("/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"),
          .data = deflated(greyPicture(kSize).pixels)};
}

TEST(Pdf, PassesTheJpegOfAOneImagePageAsItStands) {
  const PdfMake make = jpegPage();
  const OpenedFile file(makePdf({make, make}), withoutRasteriser());
  ASSERT_EQ(file->pageCount(), 2);
  const auto image = file->image(1);
  EXPECT_TRUE(image.verbatim);
  EXPECT_EQ(image.bytes, make.data);
  EXPECT_EQ(file->info(1).resolution, (core::Resolution{72, 72}));
  EXPECT_EQ(file->info(1).resolution_from, core::PageInfo::From::kPageSize);
}

TEST(Pdf, MeasuresTheResolutionAtTheSizeTheImageIsPlaced) {
  PdfMake make = jpegPage();
  make.content = "q 0.5 0 0 0.25 0 0 cm q 144 0 0 72 0 0 cm /I Do Q Q";
  make.box = "[0 0 72 18]";
  make.page = "/UserUnit 2";
  EXPECT_EQ(OpenedFile(makePdf({make}))->info(0).resolution, (core::Resolution{72, 144}));
}

TEST(Pdf, GivesTheStoredPixelsOfATurnedPage) {
  PdfMake make = greyPage("q 0 144 -72 0 72 0 cm /I Do Q");
  make.box = "[0 0 72 144]";
  make.page = "/Rotate 90";
  expectSamePixels(OpenedFile(makePdf({make}), withoutRasteriser())->raster(0), greyPicture(kSize));
}

TEST(Pdf, PassesOverInvisibleTextAndPlainClipping) {
  const std::string content =
      "q 0 0 144 72 re W n 144 0 0 72 0 0 cm /I Do Q BT /F 9 Tf 3 Tr 1 0 0 1 0 0 Tm (x) Tj ET";
  expectSamePixels(OpenedFile(makePdf({greyPage(content)}), withoutRasteriser())->raster(0),
                   greyPicture(kSize));
}

TEST(Pdf, SendsEveryOtherPageToTheRasteriser) {
  const std::string show = "q 144 0 0 72 0 0 cm /I Do Q ";
  for (const std::string& content :
       {show + "BT /F 9 Tf (x) Tj ET", show + show, show + "0 0 9 9 re f",
        std::string("q -144 0 0 72 144 0 cm /I Do Q"), std::string("q 40 0 0 20 0 0 cm /I Do Q"),
        "0 0 50 50 re W n " + show, std::string("1 0 0 rg 0 0 144 72 re f"),
        std::string("/OC /x BDC ") + show + "EMC", std::string("(unfinished")}) {
    SCOPED_TRACE(content);
    EXPECT_EQ(slugOfReading(makePdf({greyPage(content)}), withoutRasteriser()),
              "scan.no_rasteriser");
  }
}

TEST(Pdf, RasterisesADrawnPageAtItsSize) {
  const OpenedFile file(makePdf({{.content = "0 g 0 0 72 72 re f"}}));
  const auto info = file->info(0);
  EXPECT_EQ(info.size, (core::Size{600, 300}));
  const auto raster = file->raster(0);
  EXPECT_EQ(raster.size, info.size);
  ASSERT_EQ(raster.format, core::Raster::Format::kBilevel);
  EXPECT_EQ(raster.pixels.front(), 0xFF);
  EXPECT_EQ(raster.pixels[raster.stride - 1], 0x00);
}

TEST(Pdf, LowersTheResolutionOfAPageThatWouldBeTooLarge) {
  ScanOptions options;
  options.max_pixels_per_page = 40'000;
  const OpenedFile file(makePdf({{.content = "0 g 0 0 72 72 re f"}}), options);
  const auto raster = file->raster(0);
  EXPECT_LE(raster.size.width * raster.size.height, 40'000);
  options.max_pixels_per_page = 1'000;
  EXPECT_EQ(slugOfReading(makePdf({{.content = "0 g 0 0 72 72 re f"}}), options), "scan.too_large");
}

TEST(Pdf, ShowsAnImageOfAnUnusualColourSpacePixelForPixel) {
  PdfMake make = greyPage("q 144 0 0 72 0 0 cm /I Do Q");
  make.image = imageDict(
      "/ColorSpace [/Separation /Spot /DeviceGray << /FunctionType 2 /Domain [0 1] /N 1 /C0 [1]"
      " /C1 [0] >>] /BitsPerComponent 8 /Filter /FlateDecode");
  auto expected = greyPicture(kSize);
  for (auto& value : expected.pixels) value = static_cast<std::uint8_t>(255 - value);
  expectSamePixels(OpenedFile(makePdf({make}))->raster(0), expected);
}

TEST(Pdf, TakesFaxStreamsInEitherPolarity) {
  const auto picture = bilevelPicture(kSize);
  for (const bool black_is_1 : {false, true}) {
    for (const bool reversed : {false, true}) {
      PdfMake make;
      make.image = imageDict(
          std::string("/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "
                      "/DecodeParms << /K -1 /Columns 144 /BlackIs1 ") +
          (black_is_1 ? "true" : "false") + " >>" + (reversed ? " /Decode [1 0]" : ""));
      make.data = encodeG4(picture);
      const OpenedFile file(makePdf({make}), withoutRasteriser());
      auto expected = picture;
      if (black_is_1 != reversed) invertBilevel(expected);
      expectSamePixels(file->raster(0), expected);
      expectSamePixels(decodeEncoded(file->image(0)), expected);
      EXPECT_EQ(file->image(0).bytes, make.data);
      EXPECT_EQ(file->image(0).black_is_1, black_is_1 == reversed);
    }
  }
}

TEST(Pdf, ReadsSamplesOfEveryDepthAndPalettes) {
  const Bytes grey16 = [] {
    Bytes rows;
    for (const auto value : greyPicture(kSize).pixels) rows.insert(rows.end(), {value, value});
    return rows;
  }();
  PdfMake make = greyPage("q 144 0 0 72 0 0 cm /I Do Q");
  make.image = imageDict("/ColorSpace /DeviceGray /BitsPerComponent 16 /Filter /FlateDecode");
  make.data = deflated(grey16);
  expectSamePixels(OpenedFile(makePdf({make}))->raster(0), greyPicture(kSize));

  make.image = imageDict(
      "/ColorSpace [/Indexed /DeviceRGB 1 <FF0000 0000FF>] /BitsPerComponent 1"
      " /Filter /FlateDecode");
  make.data = deflated(Bytes(18 * 72, 0x40));
  const OpenedFile file(makePdf({make}));
  const auto raster = file->raster(0);
  EXPECT_EQ(Bytes(raster.pixels.begin(), raster.pixels.begin() + 6), (Bytes{255, 0, 0, 0, 0, 255}));
  EXPECT_TRUE(file->image(0).verbatim);
  expectSamePixels(decodeEncoded(file->image(0)), raster);
}

TEST(Pdf, RefusesAPasswordAndOpensWithoutOne) {
  EXPECT_EQ(slugOfReading(makePdf({jpegPage()}, "user", "owner")), "scan.encrypted");
  const OpenedFile file(makePdf({jpegPage()}, "", "owner"), withoutRasteriser());
  EXPECT_EQ(file->image(0).bytes, jpegPage().data);
}

TEST(Pdf, RefusesEveryTruncation) {
  const Bytes whole = makePdf({jpegPage(), greyPage("q 144 0 0 72 0 0 cm /I Do Q")});
  for (std::size_t size = 1; size + 8 < whole.size(); size += 61) {
    const auto slug = slugOfReading(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)));
    EXPECT_TRUE(slug == "scan.truncated" || (size < 5 && slug == "scan.unknown_format"))
        << size << slug;
  }
}

TEST(Pdf, NoticesImageDataThatEndsTooSoon) {
  PdfMake make = greyPage("q 144 0 0 72 0 0 cm /I Do Q");
  make.data = deflated(Bytes(144 * 71, 0));
  EXPECT_EQ(slugOfReading(makePdf({make}), withoutRasteriser()), "scan.truncated");
  PdfMake jpeg = jpegPage();
  jpeg.data.resize(jpeg.data.size() / 2);
  EXPECT_EQ(slugOfReading(makePdf({jpeg}), withoutRasteriser()), "scan.truncated");
}

TEST(Pdf, RefusesTreesWithoutPagesWithLoopsOrWithTooMany) {
  EXPECT_EQ(slugOfReading(makePdf({})), "scan.no_pages");
  EXPECT_EQ(slugOfReading(makePdf({jpegPage(), jpegPage()}), {.max_pages = 1}),
            "scan.too_many_pages");
  const std::string loop =
      "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
      "2 0 obj <</Type/Pages/Count 1/Kids[2 0 R]>> endobj\n"
      "trailer <</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n";
  EXPECT_EQ(slugOfReading(Bytes(loop.begin(), loop.end())), "scan.damaged");
}

TEST(Pdf, RefusesTheHugeImageFromItsDictionary) {
  PdfMake make = jpegPage();
  make.image =
      "/Subtype /Image /Width 20000 /Height 20000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
      " /Filter /DCTDecode";
  EXPECT_EQ(slugOfReading(makePdf({make})), "scan.too_large");
}

TEST(Pdf, SaysThatTheRasteriserIsMissing) {
  ScanOptions options;
  options.rasteriser = "/nonexistent/tool";
  EXPECT_EQ(slugOfReading(makePdf({{.content = "0 0 9 9 re f"}}), options), "scan.no_rasteriser");
}

TEST(Pdf, SaysThatTheRasteriserFailed) {
  ScanOptions options;
  options.rasteriser = "false";
  EXPECT_EQ(slugOfReading(makePdf({{.content = "0 0 9 9 re f"}}), options), "scan.not_rasterised");
  options.rasteriser = "true";
  EXPECT_EQ(slugOfReading(makePdf({{.content = "0 0 9 9 re f"}}), options), "scan.not_rasterised");
}

}  // namespace
}  // namespace sohoa::scan
