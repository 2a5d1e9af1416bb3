#include "server/limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace sohoa::server {
namespace {

using std::chrono::milliseconds;

class LimiterTest : public testing::Test {
 protected:
  int passed(const std::string& name, int per_minute, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limiter_.wait(name, per_minute) == 0 ? 1 : 0;
    return count;
  }
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:30:00+07:00")};
  Limiter limiter_{clock_};
};

TEST_F(LimiterTest, AMinutesWorthPassesAtOnceAndNoMore) {
  EXPECT_EQ(passed("a", 30, 100), 30);
  EXPECT_EQ(passed("b", 30, 100), 30);  // each name for itself
}

TEST_F(LimiterTest, TellsAfterHowManySecondsOneMorePasses) {
  EXPECT_EQ(passed("a", 6, 6), 6);
  const int wait = limiter_.wait("a", 6);
  EXPECT_EQ(wait, 10);
  clock_.advance(milliseconds(9999));
  EXPECT_GT(limiter_.wait("a", 6), 0);
  clock_.advance(milliseconds(2));
  EXPECT_EQ(limiter_.wait("a", 6), 0);
  EXPECT_GT(limiter_.wait("a", 6), 0);
}

TEST_F(LimiterTest, FillsEvenlyAndHoldsOneMinutesWorth) {
  EXPECT_EQ(passed("a", 60, 60), 60);
  clock_.advance(milliseconds(10000));
  EXPECT_EQ(passed("a", 60, 100), 10);
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(passed("a", 60, 200), 60);
}

TEST_F(LimiterTest, AClockSetBackGivesNothingAwayAndRecovers) {
  EXPECT_EQ(passed("a", 60, 60), 60);
  clock_.advance(-std::chrono::hours(1));
  EXPECT_GT(limiter_.wait("a", 60), 0);
  clock_.advance(milliseconds(2000));
  EXPECT_EQ(limiter_.wait("a", 60), 0);
}

TEST_F(LimiterTest, StrangersWithoutNumberDoNotFillTheMemoryNorLetAnotherThroughAtOnce) {
  EXPECT_EQ(passed("busy", 1, 1), 1);
  for (int i = 0; i < 99'998; ++i) {
    EXPECT_EQ(limiter_.wait("stranger " + std::to_string(i), 1), 0);
  }
  EXPECT_GT(limiter_.wait("busy", 1), 0);
  clock_.advance(std::chrono::minutes(2));
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limiter_.wait("later " + std::to_string(i), 1), 0);
}

TEST_F(LimiterTest, ThreadsShareOneBucket) {
  std::atomic<int> passes = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] { passes += passed("a", 100, 100); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(passes, 100);
}

}  // namespace
}  // namespace sohoa::server
