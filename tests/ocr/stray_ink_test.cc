#include "ocr/stray_ink.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

std::string left(const std::vector<std::pair<std::string, double>>& words) {
  core::Line line;
  int x = 0;
  for (const auto& [text, confidence] : words) {
    line.words.push_back({text, {x, 0, 40, 30}, confidence});
    line.box = line.box.unite({x, 0, 40, 30});
    x += 50;
  }
  std::string text;
  for (const auto& block : withoutStrayInk({{line.box, {line}}})) {
    for (const auto& kept : block.lines) text += kept.text();
  }
  return text;
}

TEST(StrayInk, SpecksReadAsSignsVanish) {
  EXPECT_EQ(left({{"Nơi", 0.96}, {"-:", 0.4}, {"nhận:", 0.95}}), "Nơi nhận:");
}

TEST(StrayInk, RulesReadAsSignsVanishHoweverSureTheEngineIs) {
  EXPECT_EQ(left({{"|", 0.97}, {"Quý", 0.96}, {"_", 0.93}}), "Quý");
}

TEST(StrayInk, BulletsAndDoubtfulWordsStay) {
  EXPECT_EQ(left({{"-", 0.93}, {"Lưu:", 0.95}, {"VT,", 0.35}}), "- Lưu: VT,");
}

TEST(StrayInk, ShortEndsOfListsStayBehindAWordReadSurely) {
  EXPECT_EQ(left({{"Thọ", 0.98}, {"(b/c);", 0.02}}), "Thọ (b/c);");
  EXPECT_EQ(left({{"Điều", 0.95}, {"3;", 0.01}}), "Điều 3;");
  EXPECT_EQ(left({{"Điều", 0.4}, {"3;", 0.01}}), "Điều");
  EXPECT_EQ(left({{"Thọ", 0.98}, {";", 0.02}}), "Thọ");
  EXPECT_EQ(left({{"Thọ", 0.98}, {"1H", 0.02}}), "Thọ");
}

TEST(StrayInk, AScribbleReadAsALineVanishes) {
  EXPECT_EQ(left({{"\\@sé...", 0.05}, {"hàY", 0.11}, {"lá", 0.2}}), "");
}

TEST(StrayInk, ALineKeepsItsBoxRoundTheWordsLeft) {
  const core::Line line{{0, 0, 90, 30}, {{"|", {0, 0, 10, 30}, 0.9}, {"a", {50, 0, 40, 30}, 0.9}}};
  const auto blocks = withoutStrayInk({{line.box, {line}}});
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].box, (core::Box{50, 0, 40, 30}));
}

TEST(StrayInk, NothingStaysNothing) { EXPECT_TRUE(withoutStrayInk({}).empty()); }

}  // namespace
}  // namespace sohoa::ocr
