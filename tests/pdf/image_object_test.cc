#include "pdf/image_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pdf/assembler.h"
#include "tests/pdf/copy_fixture.h"

namespace sohoa::pdf {
namespace {

using namespace testing;  // NOLINT: the fixture of this suite
using core::EncodedImage;
using ::testing::HasSubstr;
using ::testing::Not;

// The file with one image in it, as text.
std::string written(const EncodedImage& image) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  ObjectWriter writer(path);
  const Ref ref = writeImage(writer, image);
  writer.finish(ref, ref);
  return core::readText(path);
}

std::string refusal(const EncodedImage& image) {
  return slugOf([&] { static_cast<void>(written(image)); });
}

Picture shown(const EncodedImage& image) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({page(greyImage({50, 50}, 0), 72), page(image, 72)}), path);
  return render(path, 72, 2);
}

// Start and frame header of a JPEG stream; enough for everything but a decoder.
EncodedImage jpeg(std::uint8_t process, std::uint8_t components, core::Size size = {640, 480}) {
  EncodedImage image;
  image.size = size;
  image.components = components;
  image.bytes = {0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, process, 0, 17, 8};
  for (const int v : {size.height >> 8, size.height & 255, size.width >> 8, size.width & 255}) {
    image.bytes.push_back(static_cast<std::uint8_t>(v));
  }
  image.bytes.push_back(components);
  image.bytes.resize(64);
  return image;
}

// 64 x 48, left half black.
EncodedImage halfBlack(bool black_is_1) {
  EncodedImage image;
  image.codec = EncodedImage::Codec::kFlate;
  image.size = {64, 48};
  image.components = 1;
  image.bits = 1;
  image.black_is_1 = black_is_1;
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 8; ++x) rows.push_back((x < 4) == black_is_1 ? 0xFF : 0x00);
  }
  image.bytes = deflate(rows);
  return image;
}

TEST(ImageObject, TakesJpegStreamsOfGreyAndColour) {
  EXPECT_THAT(written(jpeg(0xC0, 1)), HasSubstr("/ColorSpace /DeviceGray"));
  EXPECT_THAT(written(jpeg(0xC2, 3)), HasSubstr("/ColorSpace /DeviceRGB"));
  EXPECT_THAT(written(jpeg(0xC1, 3)), HasSubstr("/Width 640 /Height 480"));
  EXPECT_THAT(written(jpeg(0xC1, 3)), Not(HasSubstr("/Decode [")));
}

TEST(ImageObject, RefusesInkColoursBecauseTheOutputIntentIsSrgb) {
  EXPECT_EQ(refusal(jpeg(0xC0, 4)), "pdf.unsupported_colour");
  auto flate = halfBlack(true);
  flate.components = 4;
  EXPECT_EQ(refusal(flate), "pdf.unsupported_colour");
}

TEST(ImageObject, RefusesAJpegThatIsNotWhatItIsSaidToBe) {
  auto wrong_size = jpeg(0xC0, 3);
  wrong_size.size = {641, 480};
  EXPECT_EQ(refusal(wrong_size), "pdf.bad_image");
  auto wrong_components = jpeg(0xC0, 3);
  wrong_components.components = 1;
  EXPECT_EQ(refusal(wrong_components), "pdf.bad_image");
  EXPECT_EQ(refusal(jpeg(0xC3, 3)), "pdf.bad_image");  // lossless
  EXPECT_EQ(refusal(jpeg(0xC9, 3)), "pdf.bad_image");  // arithmetic
  auto headless = jpeg(0xC0, 3);
  for (std::size_t size = 0; size < 18; ++size) {
    headless.bytes.resize(size);
    EXPECT_EQ(refusal(headless), "pdf.bad_image") << size;
  }
}

TEST(ImageObject, RefusesDescriptionsThatNoImageFits) {
  auto image = halfBlack(true);
  image.size = {0, 48};
  EXPECT_EQ(refusal(image), "pdf.bad_image");
  image = halfBlack(true);
  image.bits = 16;
  EXPECT_EQ(refusal(image), "pdf.bad_image");
  image = halfBlack(true);
  image.components = 2;
  EXPECT_EQ(refusal(image), "pdf.bad_image");
  image = halfBlack(true);
  image.palette = {0, 0, 0, 255};
  EXPECT_EQ(refusal(image), "pdf.bad_image");
  image.palette.resize(9);
  EXPECT_EQ(refusal(image), "pdf.bad_image");
  image = halfBlack(true);
  image.codec = EncodedImage::Codec::kCcittG4;
  image.bits = 8;
  EXPECT_EQ(refusal(image), "pdf.bad_image");
}

TEST(ImageObject, ShowsBlackAsBlackWhicheverBitMeansIt) {
  for (const bool black_is_1 : {true, false}) {
    const auto picture = shown(halfBlack(black_is_1));
    EXPECT_LT(picture.at(10, 24), 50) << black_is_1;
    EXPECT_GT(picture.at(50, 24), 200) << black_is_1;
  }
}

// Each row of this strip: 32 black, 32 white. First row horizontal mode with runs 0 white,
// 32 black; then vertical mode 0. (ITU-T T.6)
TEST(ImageObject, ShowsTheCodedBlackOfAFaxStripAsInk) {
  std::string bits =
      "001"
      "00110101"
      "000001101010"
      "1";  // H, white 0, black 32, V0 to the end
  for (int y = 1; y < 48; ++y)
    bits +=
        "1"
        "1"
        "1";                           // V0 at 0, at 32, at 64
  bits += "000000000001000000000001";  // end of block
  EncodedImage image;
  image.codec = EncodedImage::Codec::kCcittG4;
  image.size = {64, 48};
  image.components = 1;
  image.bits = 1;
  image.black_is_1 = true;
  image.bytes.resize((bits.size() + 7) / 8);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] == '1') image.bytes[i / 8] |= static_cast<std::uint8_t>(0x80U >> (i % 8));
  }
  EXPECT_THAT(written(image), HasSubstr("/K -1 /Columns 64 /Rows 48"));
  auto picture = shown(image);
  EXPECT_LT(picture.at(10, 24), 50);
  EXPECT_GT(picture.at(50, 24), 200);
  image.black_is_1 = false;
  picture = shown(image);
  EXPECT_GT(picture.at(10, 24), 200);
  EXPECT_LT(picture.at(50, 24), 50);
}

TEST(ImageObject, ShowsIndexedColour) {
  EncodedImage image;
  image.codec = EncodedImage::Codec::kFlate;
  image.size = {64, 48};
  image.components = 1;
  image.bits = 4;
  image.palette = {255, 255, 255, 0, 0, 0};
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 32; ++x) rows.push_back(x < 16 ? 0x11 : 0x00);
  }
  image.bytes = deflate(rows);
  EXPECT_THAT(written(image), HasSubstr("[/Indexed /DeviceRGB 1 <FFFFFF000000>]"));
  const auto picture = shown(image);
  EXPECT_LT(picture.at(10, 24), 50);
  EXPECT_GT(picture.at(50, 24), 200);
}

TEST(ImageObject, NamesThePngPredictor) {
  EncodedImage image;
  image.codec = EncodedImage::Codec::kFlate;
  image.size = {64, 48};
  image.png_predictor = true;
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < 48; ++y) {
    rows.push_back(1);  // Sub: each byte adds to the pixel on its left
    for (int x = 0; x < 64 * 3; ++x) rows.push_back(x >= 96 && x < 99 ? 255 : 0);
  }
  image.bytes = deflate(rows);
  EXPECT_THAT(written(image), HasSubstr("/Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns 64"));
  const auto picture = shown(image);
  EXPECT_LT(picture.at(10, 24), 50);
  EXPECT_GT(picture.at(50, 24), 200);
}

}  // namespace
}  // namespace sohoa::pdf
