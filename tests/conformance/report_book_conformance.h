#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/access_book.h"
#include "core/ports/report_book.h"

// What every ReportBook must do.
namespace sohoa::conformance {

struct ReportBookMaker {
  std::string name;
  std::function<std::unique_ptr<core::ReportBook>(const std::filesystem::path& folder)> open;
  // Beside it, in the same place.
  std::function<std::unique_ptr<core::AccessBook>(const std::filesystem::path& folder)> access;
};
inline std::ostream& operator<<(std::ostream& out, const ReportBookMaker& maker) {
  return out << maker.name;
}

class ReportBookConformance : public testing::TestWithParam<ReportBookMaker> {
 protected:
  using Place = core::ReportBook::Place;

  void SetUp() override { book_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::ReportBook& book() const { return *book_; }

  static core::Timestamp at(int second) {
    return core::Timestamp(std::chrono::seconds(1'800'000'000 + second));
  }
  Place begin(const std::string& life = "life") {
    const Place place{life, 0, at(0)};
    EXPECT_TRUE(book().beginAnew(book().place(), place));
    return place;
  }
  [[nodiscard]] std::vector<std::string> shown(const std::string& measure, bool by_day = false,
                                               const std::string& from = "2026-01-01",
                                               const std::string& until = "2026-12-31") const {
    std::vector<std::string> lines;
    for (const auto& sum : book().sums(measure, from, until, by_day)) {
      lines.push_back(sum.unit + " " + sum.day + " " + std::to_string(sum.bucket) + " " +
                      std::to_string(sum.count));
    }
    return lines;
  }
  static core::ReportFigure figure(const std::string& unit, std::int64_t value, int second) {
    return {.unit = unit,
            .measure = "results_in_force",
            .from = "2026-11-01",
            .until = "2026-11-30",
            .value = value,
            .person = "op:1",
            .at = at(second)};
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::ReportBook> book_;
};

using testing::ElementsAre;

TEST_P(ReportBookConformance, CountsAddUpByOfficeAndDay) {
  EXPECT_FALSE(book().place());
  const auto place = begin();
  EXPECT_TRUE(book().count(place, 7,
                           {{"p01", "2026-11-01", "pages", 0, 3},
                            {"p01", "2026-11-02", "pages", 0, 4},
                            {"p02", "2026-11-02", "pages", 0, 5},
                            {"p01", "2026-11-02", "wait", 12, 1}}));
  const Place on{"life", 7, at(0)};
  EXPECT_TRUE(book().count(on, 9, {{"p01", "2026-11-02", "pages", 0, 10}}));
  EXPECT_THAT(shown("pages"), ElementsAre("p01  0 17", "p02  0 5"));
  EXPECT_THAT(shown("pages", true),
              ElementsAre("p01 2026-11-01 0 3", "p01 2026-11-02 0 14", "p02 2026-11-02 0 5"));
  EXPECT_THAT(shown("pages", false, "2026-11-02", "2026-11-02"),
              ElementsAre("p01  0 14", "p02  0 5"));
  EXPECT_THAT(shown("wait"), ElementsAre("p01  12 1"));
  EXPECT_THAT(shown("digitised"), ElementsAre());
  EXPECT_EQ(GetParam().open(folder_.path())->place()->number, 9);
}

TEST_P(ReportBookConformance, WhoComesSecondFromOnePlaceAddsNothing) {
  const auto place = begin();
  EXPECT_TRUE(book().count(place, 5, {{"p01", "2026-11-01", "pages", 0, 1}}));
  EXPECT_FALSE(book().count(place, 5, {{"p01", "2026-11-01", "pages", 0, 1}}));
  EXPECT_FALSE(book().beginAnew(std::nullopt, {"other", 0, at(1)}));
  EXPECT_THAT(shown("pages"), ElementsAre("p01  0 1"));
  begin("other");
  EXPECT_THAT(shown("pages"), ElementsAre());
  EXPECT_EQ(book().place()->incarnation, "other");
}

TEST_P(ReportBookConformance, ReusesAreCountedWithinTheirTime) {
  const auto access = GetParam().access(folder_.path());
  int key = 0;
  for (const auto& [unit, second] : std::vector<std::pair<std::string, int>>{
           {"p01", 9}, {"p01", 10}, {"p02", 11}, {"p01", 20}}) {
    access->recordReuse({.key = std::to_string(++key),
                         .client = "c",
                         .unit = unit,
                         .copy = "x",
                         .case_file = "H",
                         .purpose = "p",
                         .at = at(second)});
  }
  std::vector<std::string> lines;
  for (const auto& sum : book().reuses(at(10), at(20))) {
    lines.push_back(sum.unit + " " + std::to_string(sum.count));
  }
  EXPECT_THAT(lines, ElementsAre("p01 1", "p02 1"));
}

TEST_P(ReportBookConformance, TheLastFigureHoldsAndTheOthersStayOnRecord) {
  book().addFigures({figure("p01", 100, 1), figure("p02", 50, 1)});
  book().addFigures({figure("p01", 120, 2)});
  auto other = figure("p01", 7, 3);
  other.until = "2026-12-31";
  book().addFigures({other});
  const auto held = book().figures("2026-11-01", "2026-11-30");
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].unit, "p01");
  EXPECT_EQ(held[0].value, 120);
  EXPECT_EQ(held[0].person, "op:1");
  EXPECT_EQ(held[0].at, at(2));
  EXPECT_EQ(held[1].value, 50);
  EXPECT_TRUE(book().figures("2026-11-01", "2026-11-29").empty());
  const auto last = book().lastFigures(std::nullopt, 3);
  ASSERT_EQ(last.size(), 3U);
  EXPECT_EQ(last[0].value, 7);
  EXPECT_EQ(last[2].value, 50);
}

TEST_P(ReportBookConformance, TheLastFiguresOfAnOfficeAreNotCrowdedOutByThoseOfOthers) {
  book().addFigures({figure("p01", 1, 1)});
  for (int i = 0; i < 3; ++i) book().addFigures({figure("p02", 10 + i, 2 + i)});
  const auto own = book().lastFigures(std::vector<std::string>{"p01", "p03"}, 2);
  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own[0].unit, "p01");
  EXPECT_THAT(book().lastFigures(std::vector<std::string>{"nobody"}, 2), testing::IsEmpty());
}

}  // namespace sohoa::conformance
