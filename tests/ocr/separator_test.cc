#include "ocr/separator.h"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

void drawCode(cv::Mat& sheet, ZXing::BarcodeFormat format, const std::string& text,
              cv::Rect place) {
  const auto bits =
      ZXing::MultiFormatWriter(format).setMargin(4).encode(text, place.width, place.height);
  for (int y = 0; y < bits.height(); ++y) {
    for (int x = 0; x < bits.width(); ++x) {
      if (bits.get(x, y)) sheet.at<std::uint8_t>(place.y + y, place.x + x) = 0;
    }
  }
}

core::PageGeometry geometryOf(const cv::Mat& sheet) {
  return {{sheet.cols, sheet.rows}, {200, 200}, 0, 0};
}

class BarcodeOfKind : public testing::TestWithParam<std::pair<ZXing::BarcodeFormat, std::string>> {
};

TEST_P(BarcodeOfKind, IsRead) {
  cv::Mat sheet = whiteSheet();
  const bool square = GetParam().second == "QRCode" || GetParam().second == "DataMatrix";
  const cv::Rect place = square ? cv::Rect(400, 600, 200, 200) : cv::Rect(400, 600, 700, 300);
  drawCode(sheet, GetParam().first, "H29.293-251215", place);
  const auto codes = readBarcodes(sheet, geometryOf(sheet));
  ASSERT_EQ(codes.size(), 1U);
  EXPECT_EQ(codes[0].text, "H29.293-251215");
  EXPECT_EQ(codes[0].format, GetParam().second);
  const core::Box around{place.x - 4, place.y - 4, place.width + 8, place.height + 8};
  EXPECT_EQ(around.intersect(codes[0].box), codes[0].box);
}

INSTANTIATE_TEST_SUITE_P(Kinds, BarcodeOfKind,
                         testing::Values(std::pair{ZXing::BarcodeFormat::QRCode, "QRCode"},
                                         std::pair{ZXing::BarcodeFormat::Code128, "Code128"},
                                         std::pair{ZXing::BarcodeFormat::DataMatrix, "DataMatrix"},
                                         std::pair{ZXing::BarcodeFormat::PDF417, "PDF417"},
                                         std::pair{ZXing::BarcodeFormat::Code39, "Code39"}));

TEST(Barcodes, ArePlacedInTheUprightFrame) {
  cv::Mat sheet = whiteSheet();
  drawCode(sheet, ZXing::BarcodeFormat::QRCode, "PATCHT", {200, 300, 300, 300});
  core::PageGeometry geometry;
  geometry.resolution = {200, 200};
  geometry.orientation_deg = 90;
  const auto codes = readBarcodes(asFed(sheet, geometry), geometry);
  ASSERT_EQ(codes.size(), 1U);
  EXPECT_NEAR(codes[0].box.x + codes[0].box.width / 2, 350, 6);
  EXPECT_NEAR(codes[0].box.y + codes[0].box.height / 2, 450, 6);
}

TEST(Barcodes, AreNotFoundWhereThereAreNone) {
  EXPECT_TRUE(readBarcodes(whiteSheet(), geometryOf(whiteSheet())).empty());
  EXPECT_TRUE(readBarcodes(whiteSheet(1, 1), {{1, 1}, {200, 200}, 0, 0}).empty());
  EXPECT_TRUE(readBarcodes(whiteSheet(3000, 1), {{3000, 1}, {300, 300}, 0, 0}).empty());
  const cv::Mat sheet = sampleSheet();
  EXPECT_TRUE(readBarcodes(sheet, geometryOf(sheet)).empty());
}

TEST(Separator, IsASheetWithItsCodeAndLittleElse) {
  EXPECT_TRUE(isSeparator({{"Code128", "PATCHT", {}}}, 20));
  EXPECT_TRUE(isSeparator({{"QRCode", "SOHOA-SEPARATOR/2", {}}}, 0));
}

TEST(Separator, IsNotAPageOfTextOrAnotherCode) {
  EXPECT_FALSE(isSeparator({{"Code128", "PATCHT", {}}}, 2000));
  EXPECT_FALSE(isSeparator({{"QRCode", "H29.293", {}}}, 0));
  EXPECT_FALSE(isSeparator({}, 0));
}

}  // namespace
}  // namespace sohoa::ocr
