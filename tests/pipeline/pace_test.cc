#include "pipeline/pace.h"

#include <gtest/gtest.h>

namespace sohoa::pipeline {
namespace {

class PaceOfBatches : public testing::Test {
 protected:
  std::optional<double> after(int seconds, int pages, const std::string& batch = "b") {
    return pace_.note(batch, pages, start_ + std::chrono::seconds(seconds));
  }
  const core::Timestamp start_ = core::parseIso8601("2026-11-22T08:30:00+07:00");
  Pace pace_;
};

TEST_F(PaceOfBatches, TellsPagesAMinuteOnceEnoughWasSeen) {
  EXPECT_FALSE(after(0, 10));
  EXPECT_FALSE(after(1, 12));
  EXPECT_DOUBLE_EQ(*after(30, 40), 60);
}

TEST_F(PaceOfBatches, TellsNothingOfABatchThatStands) {
  EXPECT_FALSE(after(0, 10));
  EXPECT_FALSE(after(60, 10));
}

TEST_F(PaceOfBatches, ForgetsWhatWasLongAgo) {
  static_cast<void>(after(0, 0));
  for (int i = 1; i <= 100; ++i) static_cast<void>(after(10 * i, i));
  EXPECT_NEAR(*after(1000, 100), 6, 0.1);
  for (int i = 1; i <= 100; ++i) static_cast<void>(after(1000 + 10 * i, 100 + 2 * i));
  EXPECT_NEAR(*after(2000, 300), 12, 0.1);
}

TEST_F(PaceOfBatches, BeginsAnewWhenPagesAreReadAgainOrTheClockIsSetBack) {
  static_cast<void>(after(0, 100));
  EXPECT_FALSE(after(10, 20));
  EXPECT_DOUBLE_EQ(*after(70, 50), 30);
  EXPECT_FALSE(after(5, 60));
}

TEST_F(PaceOfBatches, KeepsBatchesApart) {
  static_cast<void>(after(0, 0, "a"));
  EXPECT_FALSE(after(60, 60, "b"));
  EXPECT_DOUBLE_EQ(*after(60, 30, "a"), 30);
  pace_.forget("a");
  EXPECT_FALSE(after(70, 40, "a"));
}

}  // namespace
}  // namespace sohoa::pipeline
