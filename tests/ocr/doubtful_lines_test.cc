#include "ocr/doubtful_lines.h"

#include <gtest/gtest.h>

#include <deque>

namespace sohoa::ocr {
namespace {

constexpr double kDpi = 200;
const cv::Mat kPage(2339, 1654, CV_8UC1, cv::Scalar(255));

core::Word word(const std::string& text, int x, double confidence) {
  return {text, {x, 300, static_cast<int>(16 * text.size()), 30}, confidence};
}

std::vector<core::Block> page(const std::vector<core::Word>& words) {
  core::Line line;
  line.words = words;
  for (const auto& one : words) line.box = line.box.unite(one.box);
  return {{line.box, {line}}};
}

// Gives the scripted answers in order, each a line of words of one confidence, and then none.
class ScriptedEngine final : public RecognitionEngine {
 public:
  struct Answer {
    std::vector<std::string> words;
    double confidence = 0;
  };

  explicit ScriptedEngine(std::deque<Answer> answers) : answers_(std::move(answers)) {}

  std::vector<core::Block> recognise(const cv::Mat& grey, double, Deadline, Layout) override {
    widths.push_back(grey.cols);
    if (answers_.empty()) return {};
    const auto answer = answers_.front();
    answers_.pop_front();
    core::Block block;
    block.lines.emplace_back();
    for (const auto& text : answer.words) {
      block.lines.front().words.push_back({text, {20, 20, 40, 30}, answer.confidence});
    }
    return {block};
  }
  [[nodiscard]] std::string version() const override { return "scripted"; }

  std::vector<int> widths;

 private:
  std::deque<Answer> answers_;
};

std::string readAgain(ScriptedEngine& engine, std::vector<core::Block> blocks,
                      const std::vector<cv::Rect>& holes = {}) {
  PieceReader pieces(engine, kPage, kDpi, Deadline::max());
  readDoubtfulAgain(blocks, holes, pieces);
  std::string text;
  for (const auto& block : blocks) {
    for (const auto& line : block.lines) text += line.text() + "\n";
  }
  return text;
}

TEST(DoubtfulLines, AreReplacedByABetterReading) {
  ScriptedEngine engine({{{"Số:", "4734/KH-UBND"}, 0.85}});
  EXPECT_EQ(readAgain(engine, page({word("Số:", 100, 0.9), word("+734/KH-UBND", 170, 0.1)})),
            "Số: 4734/KH-UBND\n");
}

TEST(DoubtfulLines, AreReadSmoothedToo) {
  ScriptedEngine engine({{{"rubbish"}, 0.1}, {{"Số:", "4734/KH-UBND"}, 0.85}});
  EXPECT_EQ(readAgain(engine, page({word("+734/KH-UBND", 170, 0.1)})), "Số: 4734/KH-UBND\n");
}

TEST(DoubtfulLines, StayWhereNoReadingIsBelievedMore) {
  ScriptedEngine engine({{{"rubbish", "and", "more", "of", "it"}, 0.12}, {{"x"}, 0.9}});
  EXPECT_EQ(readAgain(engine, page({word("+734/KH-UBND", 170, 0.3)})), "+734/KH-UBND\n");
}

TEST(DoubtfulLines, AreOnlyThoseReadBadly) {
  ScriptedEngine engine({{{"other"}, 1}});
  EXPECT_EQ(readAgain(engine, page({word("ngày", 100, 0.95), word("tháng", 190, 0.9)})),
            "ngày tháng\n");
  EXPECT_TRUE(engine.widths.empty());
}

TEST(DoubtfulLines, AreThoseWithAHole) {
  ScriptedEngine engine({{{"ngày", "01", "tháng"}, 0.9}});
  EXPECT_EQ(readAgain(engine, page({word("ngày", 100, 0.9), word("tháng", 300, 0.9)}),
                      {{200, 302, 40, 26}}),
            "ngày 01 tháng\n");
}

TEST(DoubtfulLines, LeaveTheOtherColumnAlone) {
  ScriptedEngine engine({{{"Lưu:", "VT."}, 0.9}});
  EXPECT_EQ(readAgain(engine, page({word("Liêu: VI", 100, 0.2), word("CHỦ", 900, 0.99),
                                    word("TỊCH", 980, 0.99)})),
            "Lưu: VT. CHỦ TỊCH\n");
  ASSERT_FALSE(engine.widths.empty());
  EXPECT_LT(engine.widths.front(), 400);
}

TEST(DoubtfulLines, OfOneLineAreAllReplacedInPlace) {
  ScriptedEngine engine({{{"right"}, 0.99}, {{"left", "part"}, 0.99}});
  EXPECT_EQ(readAgain(engine, page({word("lxxx", 100, 0.2), word("rxxx", 900, 0.2)})),
            "left part right\n");
}

TEST(DoubtfulLines, OfAPageAreReadUpToABound) {
  std::vector<core::Block> blocks;
  for (int i = 0; i < 100; ++i) blocks.push_back(page({word("unclear", 100, 0.1)}).front());
  ScriptedEngine engine({});
  readAgain(engine, blocks);
  EXPECT_EQ(engine.widths.size(), 24U);  // twelve, as they are and smoothed
}

TEST(DoubtfulLines, AreNoPicturesAndNoSpecks) {
  ScriptedEngine engine({});
  auto tall = page({word("unclear", 100, 0.1)});
  tall.front().lines.front().words.front().box.height = 400;
  readAgain(engine, tall);
  readAgain(engine, page({word("ab", 100, 0.1)}));
  EXPECT_TRUE(engine.widths.empty());
}

}  // namespace
}  // namespace sohoa::ocr
