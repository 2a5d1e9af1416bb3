#include "ocr/raster_view.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "ocr/errors.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

core::Raster rgbPixel(std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  return {core::Raster::Format::kRgb, {1, 1}, 3, {r, g, b}, {200, 200}};
}

std::string_view codeOf(const core::Raster& page, std::uint64_t max_pixels = 1'000'000) {
  try {
    checkRaster(page, max_pixels);
  } catch (const core::Error& e) {
    return e.code().slug;
  }
  return "";
}

TEST(RasterView, SharesThePixelsOfAGreyPage) {
  const auto page = rasterOf(whiteSheet(20, 10));
  EXPECT_EQ(dropoutGrey(page).data, page.pixels.data());
}

TEST(RasterView, UnpacksBitsWithOneAsBlack) {
  const core::Raster page{core::Raster::Format::kBilevel, {10, 1}, 2, {0x80, 0x40}, {200, 200}};
  const cv::Mat grey = dropoutGrey(page);
  EXPECT_EQ(grey.at<std::uint8_t>(0, 0), 0);
  EXPECT_EQ(grey.at<std::uint8_t>(0, 1), 255);
  EXPECT_EQ(grey.at<std::uint8_t>(0, 9), 0);
}

TEST(RasterView, LetsRedSealsVanishAndKeepsBlackPrint) {
  EXPECT_GE(dropoutGrey(rgbPixel(230, 40, 50)).at<std::uint8_t>(0, 0), 230);
  EXPECT_LE(dropoutGrey(rgbPixel(20, 25, 22)).at<std::uint8_t>(0, 0), 25);
}

TEST(RasterView, KeepsRedSealsWhereAllInkCounts) {
  EXPECT_EQ(reducedInkGrey(rgbPixel(230, 40, 50), {1, 1}).at<std::uint8_t>(0, 0), 40);
}

TEST(RasterView, ShrinksToAveragesOfTheirAreas) {
  for (const int times : {1, 2, 3, 5, 8}) {
    cv::Mat page(36 * times, 20 * times, CV_8U, cv::Scalar(200));
    page.colRange(0, 10 * times).setTo(cv::Scalar(40));
    const cv::Mat small = shrunk(page, {20, 36});
    ASSERT_EQ(small.size(), cv::Size(20, 36));
    EXPECT_EQ(cv::countNonZero(small == 40), 360) << times;
    EXPECT_EQ(cv::countNonZero(small == 200), 360) << times;
  }
}

TEST(RasterView, ShrinksToACopyOfItsOwn) {
  const cv::Mat page(50, 50, CV_8U, cv::Scalar(200));
  shrunk(page, page.size()).setTo(cv::Scalar(0));
  reducedBy(shrunk(page, {1, 50}), 0.01).setTo(cv::Scalar(0));
  EXPECT_EQ(cv::countNonZero(page == 200), 2500);
}

TEST(RasterView, RefusesAPageWithoutPixels) {
  EXPECT_EQ(codeOf({core::Raster::Format::kGrey, {0, 5}, 0, {}, {200, 200}}), kBadRaster.slug);
  EXPECT_EQ(codeOf({core::Raster::Format::kGrey, {5, -1}, 5, {}, {200, 200}}), kBadRaster.slug);
}

TEST(RasterView, RefusesFewerBytesThanPixels) {
  EXPECT_EQ(codeOf({core::Raster::Format::kGrey, {4, 4}, 4, {1, 2, 3}, {200, 200}}),
            kBadRaster.slug);
  EXPECT_EQ(codeOf({core::Raster::Format::kRgb, {4, 1}, 4, std::vector<std::uint8_t>(12), {9, 9}}),
            kBadRaster.slug);
}

TEST(RasterView, RefusesMorePixelsThanTheCeilingBeforeItTouchesThem) {
  EXPECT_EQ(codeOf({core::Raster::Format::kGrey, {2'000'000'000, 2'000'000'000}, 1, {}, {1, 1}}),
            core::kOutOfMemory.slug);
}

}  // namespace
}  // namespace sohoa::ocr
