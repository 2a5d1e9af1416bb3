#include "pipeline/review_dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sohoa::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> wrongOf(const std::string& name, const std::string& value) {
  core::Document document;
  document.fields[name].value = value;
  core::KindInfo kind;
  kind.fields.push_back({.name = name});
  kind.fields.back().date = true;
  return notDates(document, kind);
}

TEST(ReviewDates, AreDaysOfTheCalendarOrEmpty) {
  for (const char* day : {"", "2025-03-05", "2024-02-29"}) {
    EXPECT_THAT(wrongOf("ngay_ban_hanh", day), IsEmpty()) << day;
  }
  for (const char* none : {"5/3/25", "2025-02-29", "2025-13-01", "2025-3-5", "2025-03-05 ", "2025",
                           "2025-03", "0000-01-01", "hôm nay", "2025-03-0x"}) {
    EXPECT_THAT(wrongOf("ngay_ban_hanh", none), ElementsAre("ngay_ban_hanh")) << none;
  }
}

TEST(ReviewDates, OfBirthMayBeAYearAlone) {
  for (const char* some : {"1950", "1950-03", "1950-03-04"}) {
    EXPECT_THAT(wrongOf("ngay_sinh", some), IsEmpty()) << some;
  }
  for (const char* none : {"50", "1950-", "1950-13", "195", "0000", "1950-3"}) {
    EXPECT_THAT(wrongOf("ngay_sinh", none), ElementsAre("ngay_sinh")) << none;
  }
}

}  // namespace
}  // namespace sohoa::pipeline
