#include "core/clock.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sohoa::core {
namespace {

TEST(Iso8601, WritesVietnamTimeWithItsOffset) {
  const Timestamp time{std::chrono::milliseconds{1795336200123}};
  EXPECT_EQ(formatIso8601(time), "2026-11-22T15:30:00+07:00");
  EXPECT_EQ(formatIso8601(time, std::chrono::minutes{-90}), "2026-11-22T07:00:00-01:30");
}

TEST(Iso8601, ReadsBackWhatItWrites) {
  const Timestamp time{std::chrono::milliseconds{1795336200000}};
  EXPECT_EQ(parseIso8601(formatIso8601(time)), time);
  EXPECT_EQ(parseIso8601("2026-11-22T08:30:00Z"), time);
  EXPECT_EQ(parseIso8601("2026-11-22T08:30:00.25Z"), time + std::chrono::milliseconds{250});
}

class NotATime : public testing::TestWithParam<const char*> {};
TEST_P(NotATime, IsRefused) { EXPECT_THROW(static_cast<void>(parseIso8601(GetParam())), Error); }
INSTANTIATE_TEST_SUITE_P(Iso8601, NotATime,
                         testing::Values("", "2026", "2026-11-22", "2026-13-01T00:00:00Z",
                                         "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
                                         "2026-01-01T00:00:00", "2026-01-01T00:00:00+0700",
                                         "2026-01-01T00:00:00+07:00x", "20-6-01-01T00:00:00Z",
                                         "2026-01-01 00:00:00Z"));

}  // namespace
}  // namespace sohoa::core
