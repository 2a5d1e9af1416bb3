#include "ocr/reading_quality.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

std::vector<core::Block> reading(const std::string& word, double confidence, int times) {
  core::Line line;
  for (int i = 0; i < times; ++i) line.words.push_back({word, {0, 0, 10, 10}, confidence});
  return {{{}, {line}}};
}

TEST(ReadingQuality, CountsLettersAndDigitsOnly) {
  EXPECT_EQ(judge(reading("Số:12/—", 1, 1)).letters, 4U);
}

TEST(ReadingQuality, OfNothingIsNothing) {
  const auto quality = judge({});
  EXPECT_EQ(quality.letters, 0U);
  EXPECT_FALSE(quality.makesSense());
  EXPECT_FALSE(quality.saysSomething());
}

TEST(ReadingQuality, BelievesSureWordsAndNotUnsureOnes) {
  EXPECT_TRUE(judge(reading("quyết", 0.95, 20)).makesSense());
  EXPECT_FALSE(judge(reading("xəıu", 0.4, 20)).makesSense());
  EXPECT_EQ(judge(reading("xəıu", 0.4, 20)).trust, 0);
}

TEST(ReadingQuality, HearsALonePageNumber) {
  EXPECT_TRUE(judge(reading("2", 0.95, 1)).saysSomething());
}

}  // namespace
}  // namespace sohoa::ocr
