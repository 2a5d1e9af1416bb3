#include "ocr/separator_sheet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <random>

#include "ocr/errors.h"
#include "ocr/separator.h"
#include "ocr/separator_patch.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;
constexpr double kPerMm = kDpi / 25.4;

// What a printer and a scanner at 200 dots per inch make of the bars.
cv::Mat printed(const core::PrintedSheet& sheet) {
  cv::Mat page = whiteSheet();
  for (const auto& bar : sheet.bars) {
    const auto at = [](double mm) { return static_cast<int>(std::lround(mm * kPerMm)); };
    cv::rectangle(page, cv::Point(at(bar.x), at(bar.y)),
                  cv::Point(at(bar.x + bar.width) - 1, at(bar.y + bar.height) - 1), cv::Scalar(0),
                  cv::FILLED);
  }
  return page;
}

// Thin strokes eaten, stray dots, rows pushed sideways, one bit.
cv::Mat faxed(const cv::Mat& page) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 30);
  std::uniform_int_distribution<int> chance(0, 999);
  cv::Mat out;
  cv::GaussianBlur(page, out, {0, 0}, 0.7);
  for (int y = 0; y < out.rows; ++y) {
    auto* row = out.ptr<std::uint8_t>(y);
    if (chance(random) < 50) std::rotate(row, row + 1, row + out.cols);
    for (int x = 0; x < out.cols; ++x) {
      row[x] = row[x] + noise(random) > 120 && chance(random) != 0 ? 255 : 0;
    }
  }
  return out;
}

std::vector<core::Barcode> readBack(const cv::Mat& page, int orientation = 0, double skew = 0) {
  core::PageGeometry geometry;
  geometry.resolution = {kDpi, kDpi};
  geometry.orientation_deg = orientation;
  geometry.skew_deg = skew;
  const cv::Mat fed = asFed(page, geometry);
  geometry.orientation_deg = 0;  // nobody has found out yet
  geometry.skew_deg = 0;
  return readBarcodes(fed, geometry);
}

class Sheet : public testing::TestWithParam<SeparatorSort> {
 protected:
  cv::Mat page_ = printed(separatorSheet(GetParam(), {}, core::Language::kVietnamese));
};

TEST_P(Sheet, IsKnownAgainAnyWayRound) {
  for (const int orientation : {0, 90, 180, 270}) {
    EXPECT_TRUE(isSeparator(readBack(page_, orientation), 60)) << orientation;
  }
}

TEST_P(Sheet, IsKnownAgainWhenItLiesSkewed) {
  for (const double skew : {-10.0, -4.0, 3.0, 9.0}) {
    EXPECT_TRUE(isSeparator(readBack(page_, 0, skew), 60)) << skew;
    EXPECT_TRUE(isSeparator(readBack(page_, 180, skew), 60)) << skew;
  }
}

TEST_P(Sheet, IsKnownAgainAfterAFax) {
  EXPECT_TRUE(isSeparator(readBack(faxed(page_)), 60));
  EXPECT_TRUE(isSeparator(readBack(faxed(page_), 180, 2), 60));
}

TEST_P(Sheet, HasFewLettersSoThatItIsNoPageOfText) {
  std::size_t bytes = 0;
  for (const auto& text : separatorSheet(GetParam(), {}, core::Language::kVietnamese).texts) {
    bytes += text.line.size();
  }
  EXPECT_GT(bytes, 40U);
  EXPECT_LT(bytes, 200U);
}

TEST_P(Sheet, StaysOnThePaper) {
  const auto sheet = separatorSheet(GetParam(), {}, core::Language::kEnglish);
  for (const auto& bar : sheet.bars) {
    EXPECT_GE(std::min(bar.x, bar.y), 6.4);
    EXPECT_LE(bar.x + bar.width, core::PrintedSheet::kWidth - 6.4);
    EXPECT_LE(bar.y + bar.height, core::PrintedSheet::kHeight - 6.4);
  }
}

INSTANTIATE_TEST_SUITE_P(Sorts, Sheet,
                         testing::Values(SeparatorSort::kPatch, SeparatorSort::kQr,
                                         SeparatorSort::kCode128));

TEST(SeparatorData, ComesBackFromTheQrCode) {
  const SeparatorData data{{"ho_ten", "Nguyễn Thị Thơm"}, {"ma_ho_so", "H29.1-250101-0001"}};
  const auto codes = readBack(printed(separatorSheet(SeparatorSort::kQr, data, {})));
  ASSERT_EQ(codes.size(), 1U);
  EXPECT_EQ(codes[0].format, "QRCode");
  EXPECT_EQ(separatorData(codes[0].text), data);
}

TEST(SeparatorData, MayHoldAnySigns) {
  const SeparatorData data{{"a", "b=c\\n"}, {"kind", "hai\ndòng"}, {"empty", ""}};
  EXPECT_EQ(separatorData(separatorText(data)), data);
}

TEST(SeparatorData, IsEmptyForOtherCodes) {
  EXPECT_TRUE(separatorData("H29.1|a=b\nkind=x").empty());
  EXPECT_TRUE(separatorData("").empty());
  EXPECT_TRUE(separatorData("SOHOA-SEPARATOR/1\n=x\nnothing\n").empty());
}

TEST(SeparatorData, IsRefusedWhereItDoesNotFit) {
  const auto refused = [](SeparatorSort sort, const SeparatorData& data) {
    try {
      (void)separatorSheet(sort, data, {});
    } catch (const core::Error& error) {
      return error.code() == kTooMuchSeparatorData;
    }
    return false;
  };
  EXPECT_TRUE(refused(SeparatorSort::kQr, {{"a", std::string(2000, 'x')}}));
  EXPECT_TRUE(refused(SeparatorSort::kPatch, {{"a", "b"}}));
  EXPECT_TRUE(refused(SeparatorSort::kCode128, {{"a", "b"}}));
}

cv::Mat patchPage(std::string_view bars, double from_top_mm) {
  core::PrintedSheet sheet;
  double y = from_top_mm;
  for (const char bar : bars) {
    const double width = bar == 'W' ? kPatchWideMm : kPatchNarrowMm;
    sheet.bars.push_back({60, y, 64, width});
    y += width + kPatchNarrowMm;
  }
  return printed(sheet);
}

TEST(Patch, EveryPatternOfTheStandardIsToldFromTheOthers) {
  for (const auto& pattern : kPatchPatterns) {
    const auto found = findPatches(patchPage(pattern.bars, 12), kDpi);
    ASSERT_EQ(found.size(), 1U) << pattern.name;
    EXPECT_EQ(found[0].name, pattern.name);
    EXPECT_NEAR(found[0].box.height, kPatchMm * kPerMm, 6);
    EXPECT_NEAR(found[0].box.width, 64 * kPerMm, 20);
  }
}

TEST(Patch, IsReadFromTheEdgeItStandsAt) {
  cv::Mat page = patchPage("nWnW", 12);
  cv::rotate(page, page, cv::ROTATE_180);
  const auto found = findPatches(page, kDpi);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "PATCHT");
}

TEST(Patch, IsNotSeenInTextTablesOrStripes) {
  EXPECT_TRUE(findPatches(sampleSheet(), kDpi).empty());
  cv::Mat stripes = whiteSheet();
  for (int y = 100; y < 2000; y += 32) stripes.rowRange(y, y + 16) = 0;
  EXPECT_TRUE(findPatches(stripes, kDpi).empty());
  cv::Mat table = whiteSheet();
  for (int y = 100; y < 2000; y += 60) table.rowRange(y, y + 3) = 0;
  for (int x = 100; x < 1600; x += 200) table.colRange(x, x + 3) = 0;
  EXPECT_TRUE(findPatches(table, kDpi).empty());
}

TEST(Patch, IsNotSeenInBarsTooShort) {
  cv::Mat page = patchPage("nWnW", 12);
  page.colRange(550, page.cols) = 255;  // leaves 10 mm
  EXPECT_TRUE(findPatches(page, kDpi).empty());
}

TEST(Patch, SearchSurvivesTinyAndDarkPages) {
  EXPECT_TRUE(findPatches(whiteSheet(1, 1), kDpi).empty());
  EXPECT_TRUE(findPatches(whiteSheet(3000, 2), kDpi).empty());
  EXPECT_TRUE(findPatches(cv::Mat::zeros(2339, 1654, CV_8U), kDpi).empty());
}

}  // namespace
}  // namespace sohoa::ocr
