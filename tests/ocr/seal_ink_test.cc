#include "ocr/seal_ink.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "ocr/cleaning.h"
#include "ocr/raster_view.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kMm = 200 / 25.4;

core::PageGeometry geometryOf(const cv::Mat& sheet) {
  core::PageGeometry geometry;
  geometry.master = {sheet.cols, sheet.rows};
  geometry.resolution = {200, 200};
  return geometry;
}

cv::Mat colourSheet() {
  cv::Mat sheet;
  cv::cvtColor(sampleSheet(), sheet, cv::COLOR_GRAY2RGB);
  return sheet;
}

// Ink over print leaves the darker of both.
void press(cv::Mat& sheet, const cv::Mat& ink) { cv::min(sheet, ink, sheet); }

cv::Mat sealOn(const cv::Mat& sheet, cv::Point middle, const cv::Scalar& colour) {
  cv::Mat ink(sheet.size(), sheet.type(), cv::Scalar::all(255));
  cv::circle(ink, middle, static_cast<int>(18 * kMm), colour, static_cast<int>(0.8 * kMm),
             cv::LINE_AA);
  cv::circle(ink, middle, static_cast<int>(5 * kMm), colour, cv::FILLED);
  return ink;
}

cv::Mat cleanedPage(const cv::Mat& sheet) {
  const core::Raster page = rasterOf(sheet);
  const SealInk seals = sealInkOf(lookAtInk(page, geometryOf(sheet)));
  return clean(dropoutGrey(page), false, 200, seals).page;
}

// The ink round the seal differs from that of the page without it by at most this share.
void expectSamePrint(const cv::Mat& with, const cv::Mat& without, cv::Point seal, double most) {
  const cv::Rect place = cv::Rect(seal - cv::Point(160, 160), seal + cv::Point(160, 160)) &
                         cv::Rect({0, 0}, with.size());
  const cv::Mat a = with(place) < 150, b = without(place) < 150;
  ASSERT_GT(cv::countNonZero(b), 1000) << "no print under the seal";
  EXPECT_LT(cv::countNonZero(a ^ b), most * cv::countNonZero(b));
}

const cv::Point kOverPrint(500, 420);

TEST(SealInk, OfARedSealGoesAndThePrintUnderItStays) {
  cv::Mat sheet = colourSheet();
  press(sheet, sealOn(sheet, kOverPrint, {205, 60, 70}));
  expectSamePrint(cleanedPage(sheet), cleanedPage(colourSheet()), kOverPrint, 0.03);
}

TEST(SealInk, OfABlueStampGoesToo) {
  cv::Mat sheet = colourSheet();
  press(sheet, sealOn(sheet, kOverPrint, {60, 70, 190}));
  expectSamePrint(cleanedPage(sheet), cleanedPage(colourSheet()), kOverPrint, 0.03);
}

TEST(SealInk, IsNotWhatABluePenWrote) {
  cv::Mat sheet = colourSheet();
  const cv::Rect place(300, 1430, 400, 200);
  std::vector<cv::Point> stroke;
  for (int i = 0; i <= 90; ++i) {
    stroke.emplace_back(300 + i * 4, 1530 + static_cast<int>(80 * std::sin(i * 0.2)));
  }
  cv::polylines(sheet, stroke, false, {60, 70, 190}, 3, cv::LINE_AA);
  const cv::Mat kept = clean(dropoutGrey(rasterOf(sheet)), false, 200).page;
  EXPECT_EQ(cv::norm(cleanedPage(sheet)(place), kept(place), cv::NORM_INF), 0);
}

TEST(SealInk, IsAlsoWhatAPenWroteIntoAStamp) {
  cv::Mat sheet = colourSheet();
  press(sheet, sealOn(sheet, kOverPrint, {205, 60, 70}));
  cv::line(sheet, kOverPrint - cv::Point(90, 5), kOverPrint + cv::Point(90, 9), {60, 70, 190}, 3);
  const cv::Mat print = cleanedPage(colourSheet()), cleaned = cleanedPage(sheet);
  const cv::Rect pen(kOverPrint - cv::Point(90, 12), kOverPrint + cv::Point(90, 12));
  const cv::Mat untouched = clean(dropoutGrey(rasterOf(sheet)), false, 200).page;
  const auto foreign = [&](const cv::Mat& page) {
    return cv::countNonZero((page(pen) < 200) & (print(pen) >= 200));
  };
  EXPECT_LT(foreign(cleaned), 0.5 * foreign(untouched));
}

TEST(SealInk, OfASealInGreyGoesWhereItsRingIsSeen) {
  cv::Mat sheet = sampleSheet();
  press(sheet, sealOn(sheet, kOverPrint, cv::Scalar(120)));
  // Next to letters some of it stays; all of it would be more than the print itself.
  expectSamePrint(cleanedPage(sheet), cleanedPage(sampleSheet()), kOverPrint, 0.12);
}

TEST(SealInk, AsDarkAsPrintStays) {
  cv::Mat sheet = sampleSheet();
  const cv::Mat seal = sealOn(sheet, kOverPrint, cv::Scalar(0));
  press(sheet, seal);
  const cv::Mat cleaned = cleanedPage(sheet);
  EXPECT_EQ(cv::countNonZero((seal == 0) & (cleaned > 128)), 0);
}

TEST(SealInk, IsSoughtOnlyWhereThereIsAny) {
  EXPECT_TRUE(
      sealInkOf(lookAtInk(rasterOf(colourSheet()), geometryOf(colourSheet()))).where.empty());
  EXPECT_TRUE(
      sealInkOf(lookAtInk(rasterOf(sampleSheet()), geometryOf(sampleSheet()))).where.empty());
}

TEST(SealInk, FaintPrintFarFromItIsLeftAlone) {
  cv::Mat sheet = colourSheet();
  press(sheet, sealOn(sheet, kOverPrint, {205, 60, 70}));
  const cv::Rect faint(300, 1800, 300, 12);
  cv::rectangle(sheet, faint, cv::Scalar::all(150), cv::FILLED);
  EXPECT_EQ(cv::countNonZero(cleanedPage(sheet)(faint) > 200), 0);
}

TEST(SealInk, WithoutPrintToCompareItStays) {
  cv::Mat sheet(800, 800, CV_8UC3, cv::Scalar::all(250));
  press(sheet, sealOn(sheet, {400, 400}, {205, 60, 70}));
  const core::Raster page = rasterOf(sheet);
  const cv::Mat flat = flattenBackground(dropoutGrey(page));
  const SealInk seals = sealInkOf(lookAtInk(page, geometryOf(sheet)));
  ASSERT_FALSE(seals.where.empty());
  EXPECT_EQ(cv::norm(withoutSealInk(flat, seals, 200), flat, cv::NORM_INF), 0);
}

}  // namespace
}  // namespace sohoa::ocr
