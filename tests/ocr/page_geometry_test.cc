#include "ocr/page_geometry.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

const Deadline kNoHurry = Deadline::max();

// Reads as many letters as it is told to, first call first.
class ScriptedEngine final : public RecognitionEngine {
 public:
  explicit ScriptedEngine(std::vector<double> letters) : letters_(std::move(letters)) {}
  std::vector<core::Block> recognise(const cv::Mat& grey, double, Deadline, Layout) override {
    seen.push_back(grey.size());
    const auto count = static_cast<std::size_t>(letters_.at(seen.size() - 1));
    core::Word word{std::string(count, 'a'), {0, 0, 10, 10}, 0.95};
    return {{{}, {{{}, {word}}}}};
  }
  std::string version() const override { return "scripted"; }
  std::vector<cv::Size> seen;

 private:
  std::vector<double> letters_;
};

PageLook lookAt(const cv::Mat& grey) {
  PageLook look{grey, 200, {}};
  cv::resize(grey, look.ink, {}, 0.6, 0.6, cv::INTER_AREA);
  cv::threshold(look.ink, look.ink, 170, 255, cv::THRESH_BINARY_INV);
  return look;
}

// Lines of plain bars: they run somewhere, but nothing tells top from bottom.
cv::Mat barSheet() {
  cv::Mat sheet = whiteSheet();
  std::mt19937 random(5);
  std::uniform_int_distribution<int> width(20, 90), gap(20, 50);
  for (int y = 200; y < 2100; y += 60) {
    int end = 0;
    for (int x = 200 + gap(random); x < 1300; x = end + gap(random)) {
      end = x + width(random);
      sheet(cv::Rect(x, y, end - x, 22)) = 0;
    }
  }
  return sheet;
}

TEST(PageGeometry, MarksTellAllFourWaysWithoutReading) {
  for (const int fed : {0, 90, 180, 270}) {
    ScriptedEngine engine({});
    OrientationDetector detector("/nonexistent");
    const auto found =
        PageGeometryFinder(engine, detector).find(lookAt(turned(sampleSheet(), fed)), kNoHurry);
    EXPECT_EQ(found.orientation_deg, (360 - fed) % 360);
    EXPECT_FALSE(found.evidence.trial);
  }
}

TEST(PageGeometry, LooksOnlyAndLeavesThePageAsItIs) {
  const cv::Mat sheet = sampleSheet();
  const PageLook look = lookAt(turned(sheet, 180));
  const cv::Mat grey = look.grey.clone(), ink = look.ink.clone();
  ScriptedEngine engine({});
  OrientationDetector detector("/nonexistent");
  (void)PageGeometryFinder(engine, detector).find(look, kNoHurry);
  EXPECT_EQ(cv::norm(look.grey, grey), 0);
  EXPECT_EQ(cv::norm(look.ink, ink), 0);
}

TEST(PageGeometry, ReadsAStripBothWaysWhereMarksAreNotClear) {
  ScriptedEngine engine({3, 40});
  OrientationDetector detector("/nonexistent");
  const auto found = PageGeometryFinder(engine, detector).find(lookAt(barSheet()), kNoHurry);
  ASSERT_EQ(engine.seen.size(), 2U);
  EXPECT_LT(engine.seen[0].height, 500);
  EXPECT_EQ(found.orientation_deg, 180);
  EXPECT_GT(found.evidence.trial, found.evidence.other_trial);
}

TEST(PageGeometry, TakesASheetThatSaysNothingAsFedUpright) {
  ScriptedEngine engine({0, 0});
  OrientationDetector detector("/nonexistent");
  const auto found = PageGeometryFinder(engine, detector).find(lookAt(barSheet()), kNoHurry);
  EXPECT_EQ(found.orientation_deg, 0);
}

TEST(PageGeometry, OfAnEmptyPageIsUpright) {
  ScriptedEngine engine({});
  OrientationDetector detector({});
  const auto found = PageGeometryFinder(engine, detector).find(lookAt(whiteSheet()), kNoHurry);
  EXPECT_EQ(found.orientation_deg, 0);
}

TEST(PageGeometry, OtherGuessIsNeverTheSameAgain) {
  ScriptedEngine engine({});
  OrientationDetector detector({});
  PageGeometryFinder finder(engine, detector);
  const PageLook look = lookAt(sampleSheet());
  for (const int first : {0, 90, 180, 270}) {
    EXPECT_NE(finder.otherGuess(look, {first, {}}), first);
  }
}

TEST(Turned, NeverTurnsThePageItself) {
  const cv::Mat sheet = sampleSheet();
  const cv::Mat before = sheet.clone();
  for (const int degrees : {0, 90, 180, 270}) (void)turned(sheet, degrees);
  EXPECT_EQ(cv::norm(sheet, before), 0);
}

}  // namespace
}  // namespace sohoa::ocr
