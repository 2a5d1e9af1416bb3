#include "ocr/tesseract_engine.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "ocr/errors.h"
#include "tests/ocr/sample_page.h"

namespace sohoa::ocr {
namespace {

using core::ThreadCpuClock;
using std::chrono::minutes;

class Engine : public testing::Test {
 protected:
  static void SetUpTestSuite() { engine_ = std::make_unique<TesseractEngine>("vie", ""); }
  static void TearDownTestSuite() { engine_.reset(); }
  static std::vector<core::Block> read(const cv::Mat& grey) {
    return engine_->recognise(grey, 200, ThreadCpuClock::now() + minutes(2), Layout::kPage);
  }
  static std::unique_ptr<TesseractEngine> engine_;
};
std::unique_ptr<TesseractEngine> Engine::engine_;

TEST_F(Engine, ReadsVietnameseWithBoxesInsideEachOther) {
  const cv::Mat page = samplePage();
  std::string text;
  for (const auto& block : read(page)) {
    for (const auto& line : block.lines) {
      EXPECT_EQ(block.box.intersect(line.box), line.box);
      for (const auto& word : line.words) {
        EXPECT_EQ(line.box.intersect(word.box), word.box);
        EXPECT_EQ((core::Box{0, 0, page.cols, page.rows}).intersect(word.box), word.box);
        EXPECT_GT(word.confidence, 0.3);
        EXPECT_LE(word.confidence, 1);
        text += word.text;
      }
    }
  }
  EXPECT_EQ(text, sampleText());
}

TEST_F(Engine, ReadsTheSameTwice) {
  const auto first = read(samplePage());
  const auto second = read(samplePage());
  ASSERT_EQ(first.size(), second.size());
  EXPECT_EQ(first[0].lines[0].text(), second[0].lines[0].text());
}

TEST_F(Engine, ReadsNothingFromAnEmptyPage) { EXPECT_TRUE(read(whiteSheet()).empty()); }

TEST_F(Engine, ReadsNothingFromPicturesTooSmallForALetter) {
  EXPECT_TRUE(read(whiteSheet(1, 1)).empty());
  EXPECT_TRUE(read(cv::Mat::zeros(1, 5000, CV_8U)).empty());
}

TEST_F(Engine, StopsAtTheDeadlineAndGoesOnWithTheNextPage) {
  try {
    static_cast<void>(engine_->recognise(sampleSheet(), 200, ThreadCpuClock::now(), Layout::kPage));
    FAIL() << "no error";
  } catch (const core::Error& e) {
    EXPECT_EQ(e.code(), core::kTimedOut);
  }
  EXPECT_FALSE(read(samplePage()).empty());
}

TEST_F(Engine, NamesItsVersionAndModel) {
  EXPECT_EQ(engine_->version().substr(0, 11), "tesseract-5");
  EXPECT_NE(engine_->version().find("vie"), std::string::npos);
}

TEST(EngineWithoutData, SaysWhichLanguageIsMissing) {
  try {
    const TesseractEngine engine("vie", "/nonexistent");
    FAIL() << "no error";
  } catch (const core::Error& e) {
    EXPECT_EQ(e.code(), kNoLanguage);
    EXPECT_EQ(e.retry(), core::Retry::kConfigure);
  }
}

}  // namespace
}  // namespace sohoa::ocr
