#include "ocr/page_text.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;

// Reads the grey level of each dark bar as its "text"; knows no layout.
class BarReader final : public RecognitionEngine {
 public:
  std::vector<core::Block> recognise(const cv::Mat& grey, double /*dpi*/, Deadline /*deadline*/,
                                     Layout layout) override {
    ++calls[static_cast<int>(layout)];
    cv::Mat labels, stats, centres;
    const int count =
        cv::connectedComponentsWithStats(grey < 150, labels, stats, centres, 8, CV_32S);
    std::vector<core::Block> blocks;
    for (int i = 1; i < count; ++i) {
      const auto* s = stats.ptr<int>(i);
      const core::Box box{s[cv::CC_STAT_LEFT], s[cv::CC_STAT_TOP], s[cv::CC_STAT_WIDTH],
                          s[cv::CC_STAT_HEIGHT]};
      if (layout == Layout::kPage && box.width < overlooks) continue;
      const int grey_level = grey.at<std::uint8_t>(box.y + box.height / 2, box.x + box.width / 2);
      blocks.push_back({box, {{box, {{"b" + std::to_string(grey_level), box, confidence}}}}});
    }
    return blocks;
  }
  [[nodiscard]] std::string version() const override { return "bars"; }

  int calls[3] = {0, 0, 0};
  int overlooks = 0;
  double confidence = 0.9;
};

void bar(cv::Mat& sheet, int x, int y, int width, int grey) {
  sheet(cv::Rect(x, y, width, 20)).setTo(cv::Scalar(grey));
}

std::string read(BarReader& engine, const cv::Mat& sheet) {
  std::string out;
  for (const auto& block : readUpright(engine, sheet, kDpi, Deadline::max())) {
    for (const auto& line : block.lines) out += line.text() + " ";
  }
  return out;
}

TEST(PageText, TablesAreReadCellByCellBetweenWhatStandsAboveAndBelow) {
  cv::Mat sheet = whiteSheet();
  for (const int y : {300, 450, 600}) sheet(cv::Rect(200, y, 1003, 3)).setTo(cv::Scalar(0));
  for (const int x : {200, 500, 1200}) sheet(cv::Rect(x, 300, 3, 303)).setTo(cv::Scalar(0));
  bar(sheet, 230, 100, 60, 10);
  bar(sheet, 230, 330, 60, 20);  // first cell
  bar(sheet, 230, 400, 60, 21);  // and its second line
  bar(sheet, 530, 350, 60, 30);  // beside them
  bar(sheet, 230, 500, 60, 40);  // second row
  bar(sheet, 230, 1000, 60, 50);
  BarReader engine;
  EXPECT_EQ(read(engine, sheet), "b10 b20 b21 b30 b40 b50 ");
  EXPECT_EQ(engine.calls[static_cast<int>(Layout::kPage)], 1);
  EXPECT_EQ(engine.calls[static_cast<int>(Layout::kBlock)], 1);
  EXPECT_EQ(engine.calls[static_cast<int>(Layout::kLine)], 2);
}

TEST(PageText, PrintThatLayoutAnalysisPassedOverIsReadAgain) {
  cv::Mat sheet = whiteSheet();
  bar(sheet, 200, 500, 90, 10);
  cv::rectangle(sheet, cv::Rect(800, 100, 24, 34), cv::Scalar(70), 3);
  BarReader engine;
  engine.overlooks = 40;
  EXPECT_EQ(read(engine, sheet).substr(0, 1), "b");
  EXPECT_GE(engine.calls[static_cast<int>(Layout::kLine)], 1);
}

TEST(PageText, DoubtfulSecondLooksAreNotBelieved) {
  cv::Mat sheet = whiteSheet();
  cv::rectangle(sheet, cv::Rect(800, 100, 24, 34), cv::Scalar(70), 3);
  BarReader engine;
  engine.overlooks = 40;
  engine.confidence = 0.4;
  EXPECT_EQ(read(engine, sheet), "");
}

TEST(PageText, AnEmptySheetSaysNothing) {
  BarReader engine;
  EXPECT_EQ(read(engine, whiteSheet()), "");
}

}  // namespace
}  // namespace sohoa::ocr
