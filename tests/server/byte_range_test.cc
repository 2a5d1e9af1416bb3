#include "server/byte_range.h"

#include <gtest/gtest.h>

#include <string>

namespace sohoa::server {
namespace {

struct Case {
  std::string header;
  std::uint64_t size;
  RangeKind kind;
  std::uint64_t first;
  std::uint64_t length;
};

TEST(ByteRange, FollowsTheTableOfTheStandard) {
  using enum RangeKind;
  const std::vector<Case> cases{
      {"bytes=0-499", 10000, kPart, 0, 500},  // RFC 9110 section 14.1.2
      {"bytes=500-999", 10000, kPart, 500, 500},
      {"bytes=-500", 10000, kPart, 9500, 500},
      {"bytes=9500-", 10000, kPart, 9500, 500},
      {"bytes=0-0", 10000, kPart, 0, 1},
      {"bytes=9999-9999", 10000, kPart, 9999, 1},
      {"bytes=9999-", 10000, kPart, 9999, 1},
      {"bytes=0-", 10000, kPart, 0, 10000},
      {"bytes=9000-20000", 10000, kPart, 9000, 1000},
      {"bytes=-20000", 10000, kPart, 0, 10000},
      {"bytes=-1", 10000, kPart, 9999, 1},
      {"Bytes=0-1", 10000, kPart, 0, 2},  // names of units have no case
      {"bytes=10000-", 10000, kUnsatisfiable, 0, 10000},
      {"bytes=10000-10001", 10000, kUnsatisfiable, 0, 10000},
      {"bytes=-0", 10000, kUnsatisfiable, 0, 10000},
      {"bytes=0-", 0, kUnsatisfiable, 0, 0},
      {"bytes=-1", 0, kUnsatisfiable, 0, 0},
      {"", 10000, kWhole, 0, 10000},
      {"bytes", 10000, kWhole, 0, 10000},
      {"bytes=", 10000, kWhole, 0, 10000},
      {"bytes=-", 10000, kWhole, 0, 10000},
      {"bytes=5-4", 10000, kWhole, 0, 10000},
      {"bytes=a-b", 10000, kWhole, 0, 10000},
      {"bytes=1", 10000, kWhole, 0, 10000},
      {"bytes=+1-2", 10000, kWhole, 0, 10000},
      {"bytes=1-+2", 10000, kWhole, 0, 10000},
      {"bytes=--1", 10000, kWhole, 0, 10000},
      {"bytes=0x1-2", 10000, kWhole, 0, 10000},
      {"pages=1-2", 10000, kWhole, 0, 10000},
      {"bytes=0-1,3-4", 10000, kWhole, 0, 10000},  // several may be answered by the whole
      {"bytes=18446744073709551616-", 10000, kWhole, 0, 10000},
      {"bytes=18446744073709551615-", 10000, kUnsatisfiable, 0, 10000},
      {"bytes=0-18446744073709551615", 10000, kPart, 0, 10000},
      {"bytes=-18446744073709551615", 10000, kPart, 0, 10000}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.header + " of " + std::to_string(one.size));
    ByteRange range;
    EXPECT_EQ(parseRange(one.header, one.size, range), one.kind);
    EXPECT_EQ(range.first, one.first);
    EXPECT_EQ(range.length, one.length);
  }
}

}  // namespace
}  // namespace sohoa::server
