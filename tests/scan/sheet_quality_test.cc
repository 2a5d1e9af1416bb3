#include "scan/sheet_quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "scan/pixels.h"

namespace sohoa::scan {
namespace {

using core::Raster;
using core::SheetFlag;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

struct Make {
  double degrees = 0;   // lines run downhill to the right
  double softness = 0;  // width of the edges in pixels
  int paper = 240;
  int ink = 40;
  double margin_mm = 20;
  double dpi = 300;
};

// A page of lines made of strokes, drawn from a formula so that it can be turned and softened.
Raster page(const Make& make) {
  const double px = make.dpi / 25.4;
  const core::Size size{static_cast<int>(150 * px), static_cast<int>(200 * px)};
  auto raster = makeRaster(Raster::Format::kRgb, size, {make.dpi, make.dpi});
  const double turn = make.degrees * M_PI / 180;
  const auto ramp = [&](double distance) {  // 1 inside, 0 outside
    return std::clamp(0.5 + distance / std::max(make.softness, 1.0), 0.0, 1.0);
  };
  for (int y = 0; y < size.height; ++y) {
    auto* line = row(raster, y);
    for (int x = 0; x < size.width; ++x) {
      const double cx = x - size.width / 2.0;
      const double cy = y - size.height / 2.0;
      const double u = (cx * std::cos(turn) + cy * std::sin(turn) + size.width / 2.0) / px;
      const double v = (cy * std::cos(turn) - cx * std::sin(turn) + size.height / 2.0) / px;
      const bool inside = u > make.margin_mm && u < 150 - make.margin_mm && v > make.margin_mm &&
                          v < 200 - make.margin_mm;
      double ink = 0;
      if (inside) {
        const double in_line = std::fmod(v + 1.0, 7.0);  // lines of 3 mm, 7 mm apart
        const double in_stroke = std::fmod(u, 2.0);      // strokes of 0.6 mm, 2 mm apart
        ink = ramp((1.5 - std::abs(in_line - 1.5)) * px) *
              ramp((0.3 - std::abs(in_stroke - 1.0)) * px);
      }
      const auto grey = static_cast<std::uint8_t>(make.paper + (make.ink - make.paper) * ink);
      for (int c = 0; c < 3; ++c) line[3 * x + c] = grey;
    }
  }
  return raster;
}

std::vector<SheetFlag> flags(const Raster& raster) { return flagsOf(raster, measureSheet(raster)); }

TEST(SheetQuality, AGoodColourPageHasNoFlag) { EXPECT_THAT(flags(page({})), IsEmpty()); }

TEST(SheetQuality, AGoodPageAtTheLowestResolutionHasNoFlag) {
  EXPECT_THAT(flags(page({.dpi = 200})), IsEmpty());
}

TEST(SheetQuality, SkewIsMeasuredBothWays) {
  EXPECT_NEAR(measureSheet(page({.degrees = 3})).skew_deg, 3, 0.3);
  EXPECT_NEAR(measureSheet(page({.degrees = -4})).skew_deg, -4, 0.3);
  EXPECT_THAT(flags(page({.degrees = 3})), ElementsAre(SheetFlag::kSkewed));
  EXPECT_THAT(flags(page({.degrees = 1})), IsEmpty());
}

TEST(SheetQuality, WritingThatRunsOverAnEdgeIsSeen) {
  EXPECT_THAT(flags(page({.margin_mm = -1})), Contains(SheetFlag::kCutEdge));
}

TEST(SheetQuality, TheShadowOfTheLidIsNoWriting) {
  auto raster = page({});
  for (int y = 0; y < raster.size.height; ++y) std::fill_n(row(raster, y), 3 * 30, 30);
  EXPECT_THAT(flags(raster), IsEmpty());
}

TEST(SheetQuality, DarkPaperIsSeen) {
  EXPECT_THAT(flags(page({.paper = 120, .ink = 20})), Contains(SheetFlag::kDark));
}

TEST(SheetQuality, SoftEdgesAreSeen) {
  EXPECT_THAT(flags(page({.softness = 9})), ElementsAre(SheetFlag::kBlurred));
  EXPECT_THAT(flags(page({.softness = 3})), IsEmpty());
}

TEST(SheetQuality, TooFewDotsAndMissingColourAreSeen) {
  EXPECT_THAT(flags(page({.dpi = 150})), Contains(SheetFlag::kLowResolution));
  const auto grey = makeRaster(Raster::Format::kGrey, {400, 400}, {300, 300});
  EXPECT_THAT(flags(grey), Contains(SheetFlag::kNotColour));
}

TEST(SheetQuality, EmptyAndTinyPicturesAreJudgedWithoutTrouble) {
  auto blank = makeRaster(Raster::Format::kRgb, {500, 700}, {300, 300});
  std::fill(blank.pixels.begin(), blank.pixels.end(), 250);
  EXPECT_THAT(flags(blank), IsEmpty());
  for (const auto format :
       {Raster::Format::kBilevel, Raster::Format::kGrey, Raster::Format::kRgb}) {
    const auto dot = makeRaster(format, {1, 1}, {300, 300});
    EXPECT_THAT(flags(dot), Not(Contains(SheetFlag::kSkewed)));
  }
}

}  // namespace
}  // namespace sohoa::scan
