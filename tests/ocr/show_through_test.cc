#include "ocr/show_through.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

// Says what it is told to for a picture whose dark patch is at the left, nothing otherwise.
class FakeEngine final : public RecognitionEngine {
 public:
  std::vector<core::Block> recognise(const cv::Mat& grey, double, Deadline, Layout) override {
    return grey.at<std::uint8_t>(20, 5) == 0 ? said : std::vector<core::Block>();
  }
  std::string version() const override { return "fake"; }
  std::vector<core::Block> said;
};

std::vector<core::Block> oneWord(const std::string& text, const core::Box& box) {
  core::Line line;
  line.words.push_back({text, box, 0.95});
  line.box = box;
  core::Block block;
  block.lines.push_back(line);
  block.box = box;
  return {block};
}

// 200 wide, print at the right.
cv::Mat sheet() {
  cv::Mat grey(100, 200, CV_8U, cv::Scalar(245));
  grey(cv::Rect(140, 10, 60, 20)).setTo(cv::Scalar(0));
  return grey;
}

class ShowThrough : public testing::Test {
 protected:
  bool ofTheBack(const std::vector<core::Block>& words) {
    return isPrintOfTheBack(engine_, sheet(), 200, words, Deadline::max());
  }
  FakeEngine engine_;
};

TEST_F(ShowThrough, IsWhatReadsBetterInAMirrorInTheSamePlace) {
  engine_.said = oneWord("trách_nhiệm_thi_hành", {0, 10, 60, 20});
  EXPECT_TRUE(ofTheBack(oneWord("LÍCH", {150, 12, 30, 15})));
}

TEST_F(ShowThrough, IsNotAWordInAPlaceOfItsOwn) {
  engine_.said = oneWord("trách_nhiệm_thi_hành", {0, 10, 60, 20});
  EXPECT_FALSE(ofTheBack(oneWord("2", {90, 80, 8, 12})));
}

TEST_F(ShowThrough, IsNotWhatReadsNoBetterInAMirror) {
  engine_.said = oneWord("trách", {0, 10, 60, 20});
  EXPECT_FALSE(ofTheBack(oneWord("LÍCH", {150, 12, 30, 15})));
}

}  // namespace
}  // namespace sohoa::ocr
