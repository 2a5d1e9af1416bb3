#include "ocr/working_image.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

struct Feeding {
  int orientation;
  double skew;
  double dpi;
};

void PrintTo(const Feeding& f, std::ostream* out) {
  *out << f.orientation << " degrees, skew " << f.skew << ", " << f.dpi << " dpi";
}

class UprightFrame : public testing::TestWithParam<Feeding> {};

// Where a shape of the upright picture lies in the upright frame, for sheets made by asFed.
core::Box expectedBox(const cv::Rect& drawn, const cv::Mat& upright,
                      const core::PageGeometry& geometry) {
  const core::Size frame = geometry.upright();
  return {drawn.x + (frame.width - upright.cols) / 2, drawn.y + (frame.height - upright.rows) / 2,
          drawn.width, drawn.height};
}

TEST_P(UprightFrame, PutsEveryShapeBackWithinTwoPixels) {
  const std::vector<cv::Rect> words{{60, 80, 120, 30},
                                    {700, 90, 60, 30},
                                    {400, 500, 200, 40},
                                    {80, 1000, 90, 30},
                                    {650, 1040, 100, 30}};
  cv::Mat sheet = whiteSheet(827, 1169);
  for (const auto& word : words) cv::rectangle(sheet, word, cv::Scalar(0), cv::FILLED);
  core::PageGeometry geometry;
  geometry.resolution = {GetParam().dpi, GetParam().dpi};
  geometry.orientation_deg = GetParam().orientation;
  geometry.skew_deg = GetParam().skew;
  const cv::Mat master = asFed(sheet, geometry);

  const WorkingImage image = makeUpright(reduceToWorking(master, geometry), geometry);

  for (const auto& word : words) {
    const core::Box expected = expectedBox(word, sheet, geometry);
    const double s = image.scale;
    const cv::Rect around = cv::Rect(cv::Point(static_cast<int>(expected.x * s) - 20,
                                               static_cast<int>(expected.y * s) - 20),
                                     cv::Size(static_cast<int>(expected.width * s) + 40,
                                              static_cast<int>(expected.height * s) + 40)) &
                            cv::Rect({0, 0}, image.grey.size());
    cv::Mat dark;
    cv::threshold(image.grey(around), dark, 128, 255, cv::THRESH_BINARY_INV);
    const cv::Rect found = cv::boundingRect(dark) + around.tl();
    ASSERT_FALSE(found.empty());
    EXPECT_NEAR(found.x / s, expected.x, 2);
    EXPECT_NEAR(found.y / s, expected.y, 2);
    EXPECT_NEAR(found.br().x / s, expected.right(), 2);
    EXPECT_NEAR(found.br().y / s, expected.bottom(), 2);
  }
}

INSTANTIATE_TEST_SUITE_P(Feedings, UprightFrame,
                         testing::Values(Feeding{0, 0, 200}, Feeding{90, 0, 200},
                                         Feeding{180, 0, 200}, Feeding{270, 0, 200},
                                         Feeding{0, 3.7, 200}, Feeding{90, -6.2, 200},
                                         Feeding{180, 14, 200}, Feeding{270, -0.6, 200},
                                         Feeding{0, 2, 600}, Feeding{90, 1, 600}));

TEST(WorkingImage, HasSquarePixelsForAFaxPage) {
  core::PageGeometry geometry{{1728, 1100}, {204, 98}, 0, 0};
  const WorkingImage image = makeUpright(whiteSheet(1728, 1100), geometry);
  EXPECT_EQ(image.grey.cols, 1728);
  EXPECT_NEAR(image.grey.rows, 1100 * 204 / 98, 1);
  EXPECT_EQ(image.dpi, 204);
}

TEST(WorkingImage, ReducesVeryFinePages) {
  core::PageGeometry geometry{{4960, 3000}, {600, 600}, 0, 0};
  const WorkingImage image =
      makeUpright(reduceToWorking(whiteSheet(4960, 3000), geometry), geometry);
  EXPECT_EQ(image.dpi, 300);
  EXPECT_EQ(image.grey.cols, 2480);
}

TEST(WorkingImage, ClipsBoxesToTheFrameAndDropsWhatLiesOutside) {
  core::PageGeometry geometry{{100, 100}, {200, 200}, 0, 0};
  std::vector<core::Block> blocks{
      {{}, {{{}, {{"a", {90, 90, 30, 30}, 1}, {"b", {150, 10, 5, 5}, 1}}}}},
      {{}, {{{}, {{"c", {200, 200, 5, 5}, 1}}}}}};
  mapToUpright(blocks, {whiteSheet(100, 100), 1, 200}, geometry);
  ASSERT_EQ(blocks.size(), 1U);
  ASSERT_EQ(blocks[0].lines[0].words.size(), 1U);
  EXPECT_EQ(blocks[0].lines[0].words[0].box, (core::Box{90, 90, 10, 10}));
  EXPECT_EQ(blocks[0].box, (core::Box{90, 90, 10, 10}));
}

}  // namespace
}  // namespace sohoa::ocr
