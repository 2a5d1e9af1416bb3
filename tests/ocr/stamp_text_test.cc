#include "ocr/stamp_text.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "ocr/page_reader.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

// The sample sheet in colour with the stamp in `ink`, framed, turned about its middle at `at`.
cv::Mat stampedSheet(cv::Point at, double degrees, const cv::Scalar& ink) {
  cv::Mat sheet;
  cv::cvtColor(sampleSheet(), sheet, cv::COLOR_GRAY2RGB);
  const cv::Mat word = secrecyStamp();
  cv::Mat patch(240, 400, CV_8U, cv::Scalar(255));
  const cv::Rect place((patch.cols - word.cols) / 2, (patch.rows - word.rows) / 2, word.cols,
                       word.rows);
  word.copyTo(patch(place));
  cv::rectangle(patch, place, cv::Scalar(0), 4);
  cv::warpAffine(patch, patch, cv::getRotationMatrix2D({200, 120}, -degrees, 1), patch.size(),
                 cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(255));
  cv::Mat shown = sheet(cv::Rect(at.x - 200, at.y - 120, 400, 240));
  shown.setTo(ink, patch < 128);
  return sheet;
}

class StampText : public testing::Test {
 protected:
  static void SetUpTestSuite() { reader_ = std::make_unique<TesseractPageReader>(OcrOptions{}); }
  static void TearDownTestSuite() { reader_.reset(); }
  // What the page says outside its text, or in it.
  static std::string told(const cv::Mat& sheet) {
    const auto page = reader_->read(rasterOf(sheet));
    std::string text = page.text();
    for (const auto& line : page.stamp_lines) text += line.text() + "\n";
    return text;
  }
  static std::unique_ptr<TesseractPageReader> reader_;
};
std::unique_ptr<TesseractPageReader> StampText::reader_;

TEST_F(StampText, IsReadInEveryInkAndTurn) {
  const cv::Scalar red(217, 26, 31), faint(237, 160, 160), blue(38, 51, 153), black(30, 30, 30);
  for (const auto& ink : {red, faint, blue, black}) {
    for (const double turn : {-13.0, 4.0}) {
      const std::string text = told(stampedSheet({1250, 130}, turn, ink));
      EXPECT_NE(text.find("MẬT"), std::string::npos) << ink << " " << turn << "\n" << text;
    }
  }
}

// The sheet with the word in `ink` right over its second and third line; where both lie, the darker
// of the two is seen.
cv::Mat stampedOver(const cv::Scalar& ink) {
  cv::Mat sheet;
  cv::cvtColor(sampleSheet(), sheet, cv::COLOR_GRAY2RGB);
  cv::Mat word;
  cv::resize(secrecyStamp(), word, {}, 1.4, 1.4, cv::INTER_LINEAR);
  cv::Mat layer(word.size(), CV_8UC3, cv::Scalar::all(255));
  layer.setTo(ink, word < 128);
  cv::Mat shown = sheet(cv::Rect({700, 290}, word.size()));
  cv::min(shown, layer, shown);
  return sheet;
}

TEST_F(StampText, IsReadRightOverPrint) {
  for (const auto& ink : {cv::Scalar(217, 26, 31), cv::Scalar(38, 51, 153)}) {
    const std::string text = told(stampedOver(ink));
    EXPECT_NE(text.find("MẬT"), std::string::npos) << ink << "\n" << text;
  }
}

TEST_F(StampText, IsReadRightOverPrintOnAGreyScanWhenItIsLighter) {
  cv::Mat grey;
  cv::cvtColor(stampedOver(cv::Scalar(120, 120, 120)), grey, cv::COLOR_RGB2GRAY);
  const std::string text = told(grey);
  EXPECT_TRUE(text.find("MẬT") != std::string::npos || text.find("MẠT") != std::string::npos)
      << text;
}

TEST_F(StampText, HasItsPlaceInTheUprightFrame) {
  const auto page = reader_->read(rasterOf(stampedSheet({1250, 130}, 9, cv::Scalar(217, 26, 31))));
  ASSERT_FALSE(page.stamp_lines.empty());
  const core::Box& box = page.stamp_lines[0].box;
  EXPECT_NEAR(box.x + box.width / 2, 1250, 30);
  EXPECT_NEAR(box.y + box.height / 2, 130, 30);
}

// Says "MẬT" of whatever it is shown.
class StampReader final : public RecognitionEngine {
 public:
  std::vector<core::Block> recognise(const cv::Mat& grey, double /*dpi*/, Deadline /*deadline*/,
                                     Layout /*layout*/) override {
    const core::Box box{0, 0, grey.cols, grey.rows};
    return {{box, {{box, {{"MẬT", box, 0.9}}}}}};
  }
  std::string version() const override { return "1"; }
};

// A line of print, 8 points, behind letters of 16 points 1 mm before it; read together.
std::vector<core::Line> readBeside(const std::string& letters) {
  cv::Mat sheet = whiteSheet();
  const core::Box high{900, 56, 91, 41}, low{1025, 73, 300, 13};
  for (const auto& box : {high, low}) {
    for (int x = box.x; x < box.right(); x += 12) {
      cv::rectangle(sheet, {x, box.y, 8, box.height}, cv::Scalar(20), cv::FILLED);
    }
  }
  core::PageGeometry geometry;
  geometry.master = {sheet.cols, sheet.rows};
  geometry.resolution = {200, 200};
  const core::Box both = high.unite(low);
  const std::vector<core::Block> read{
      {both, {{both, {{letters, high, 0.65}, {"vanthu@example.gov.vn", low, 0.9}}}}}};
  StampReader reader;
  return readStamps(reader, rasterOf(sheet), {sheet, 1, 200}, geometry, read, {}, Deadline::max());
}

TEST(StampBesidePrint, IsReadByItselfWhenItsLettersAreMuchHigher) {
  const auto stamps = readBeside("MẠT");
  ASSERT_FALSE(stamps.empty());
  EXPECT_EQ(stamps[0].text(), "MẬT");
}

TEST(StampBesidePrint, IsNotSoughtInWordsOfSmallLetters) { EXPECT_TRUE(readBeside("mạt").empty()); }

TEST_F(StampText, IsNotMadeUpOnAnOrdinaryPage) {
  EXPECT_TRUE(reader_->read(rasterOf(sampleSheet())).stamp_lines.empty());
}

}  // namespace
}  // namespace sohoa::ocr
