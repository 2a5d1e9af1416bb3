#include "pipeline/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/csv.h"
#include "core/file.h"
#include "store/sql_access_book.h"
#include "store/sql_report_book.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using test::slugOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ScriptedFacts final : public core::WorkFacts {
 public:
  [[nodiscard]] std::vector<Times> times(const std::vector<std::string>&) const override {
    return {};
  }
  [[nodiscard]] std::vector<Waiting> waiting(core::Timestamp from,
                                             core::Timestamp until) const override {
    EXPECT_EQ(core::formatIso8601(from), "2026-11-01T00:00:00+07:00");
    EXPECT_EQ(core::formatIso8601(until), "2026-12-01T00:00:00+07:00");
    return held;
  }
  std::vector<Waiting> held;
};

class ReportsTest : public testing::Test {
 protected:
  ReportsTest() {
    const core::ReportBook::Place place{"life", 0, {}};
    EXPECT_TRUE(book_.beginAnew(std::nullopt, place));
    EXPECT_TRUE(book_.count(place, 1,
                            {{"p01", "2026-10-31", "digitised", 0, 70},
                             {"p01", "2026-11-02", "digitised", 0, 10},
                             {"p01", "2026-11-03", "certified", 0, 5},
                             {"p01", "2026-11-03", "removed", 0, 9},
                             {"p01", "2026-10-31", "results", 0, 50},
                             {"p01", "2026-11-02", "results", 0, 10},
                             {"p01", "2026-11-03", "results_removed", 0, 5},
                             {"p01", "2026-12-01", "results", 0, 1000},
                             {"p02", "2026-11-02", "results", 0, 20},
                             {"p01", "2026-12-01", "digitised", 0, 1000},
                             {"p02", "2026-11-02", "digitised", 0, 20},
                             {"p01", "2026-11-02", "pages", 0, 30},
                             {"p02", "2026-11-02", "pages", 0, 40},
                             {"p01", "2026-11-02", "wait", 30, 95},
                             {"p01", "2026-11-02", "wait", 60, 5}}));
  }
  void give(const std::string& unit, const std::string& measure, std::int64_t value) {
    book_.addFigures({{unit, measure, "2026-11-01", "2026-11-30", value, "op:1", {}}});
  }
  Report make(const std::string& name, const std::string& unit = {},
              std::optional<std::vector<std::string>> scope = std::nullopt) {
    return reports_.make({name, unit, "2026-11-01", "2026-11-30", std::move(scope)});
  }
  // "p01|Phường 1|ward|…" of each row; "-" where nothing is known.
  static std::vector<std::string> rows(const Report& report, std::size_t columns = 99) {
    std::vector<std::string> lines;
    for (const auto& row : report.rows) {
      EXPECT_EQ(row.size(), report.columns.size());
      std::string line;
      for (std::size_t i = 0; i < std::min(columns, row.size()); ++i) {
        if (i > 0) line += '|';
        if (const auto* text = std::get_if<std::string>(&row[i])) {
          line += *text;
        } else if (const auto* count = std::get_if<std::int64_t>(&row[i])) {
          line += std::to_string(*count);
        } else if (const auto* number = std::get_if<double>(&row[i])) {
          line += std::to_string(static_cast<int>(*number + 0.5));
        } else {
          line += '-';
        }
      }
      lines.push_back(line);
    }
    return lines;
  }

  core::TemporaryFolder folder_;
  store::SqlReportBook book_{folder_.path() / "a.db"};
  ScriptedFacts facts_;
  Reports reports_{book_,
                   facts_,
                   core::UnitTree({{"tp", "Thành phố", "", "city"},
                                   {"p01", "Phường 1", "tp", "ward"},
                                   {"p02", "Phường 2", "tp", "ward"}}),
                   {},
                   "p01"};
};

TEST_F(ReportsTest, TheRateIsHeldAgainstTheTargetOfTheLevel) {
  give("p01", "results_in_force", 100);
  give("p02", "results_in_force", 40);
  EXPECT_THAT(rows(make("digitisation"), 8),
              ElementsAre("tp|Thành phố|city|0|-|-|70|-", "p01|Phường 1|ward|55|100|55|55|yes",
                          "p02|Phường 2|ward|20|40|50|55|no"));
}

TEST_F(ReportsTest, WithoutTheDenominatorThereIsNoRateAndTheReportSaysSo) {
  const auto report = make("digitisation");
  EXPECT_THAT(rows(report, 8)[1], "p01|Phường 1|ward|55|-|-|55|-");
  ASSERT_EQ(report.notes.size(), 2U);
  EXPECT_THAT(report.notes[1].vi, HasSubstr("chưa nhập"));
  give("p01", "results_in_force", 0);
  EXPECT_THAT(rows(make("digitisation"), 8)[1], "p01|Phường 1|ward|55|0|-|55|-");
}

TEST_F(ReportsTest, AReaderSeesItsOfficesAlone) {
  for (const char* name : {"digitisation", "reuse", "units", "turnaround", "national_index"}) {
    SCOPED_TRACE(name);
    for (const auto& row : make(name, "", std::vector<std::string>{"p02"}).rows) {
      EXPECT_EQ(std::get<std::string>(row[0]), "p02");
    }
  }
  EXPECT_THAT(rows(make("throughput", "", std::vector<std::string>{"p02"})),
              ElementsAre("2026-11-02|20|0|0|40"));
  EXPECT_THAT(rows(make("units", "p01")), ElementsAre("p01|Phường 1|10|5|0|30"));
  EXPECT_THAT(rows(make("units", "tp")).size(), 3U);
}

TEST_F(ReportsTest, ReusesAreHeldAgainstWhatHadToBeMade) {
  store::SqlAccessBook access(folder_.path() / "a.db");
  for (int i = 0; i < 60; ++i) {
    access.recordReuse({.key = std::to_string(i),
                        .client = "c",
                        .unit = "p01",
                        .copy = "x",
                        .case_file = "H",
                        .purpose = "p",
                        .at = core::parseIso8601("2026-11-30T23:59:59+07:00")});
  }
  EXPECT_THAT(rows(make("reuse")),
              ElementsAre("tp|Thành phố|0|0|-|80|-", "p01|Phường 1|60|10|86|80|yes",
                          "p02|Phường 2|0|20|0|80|no"));
}

TEST_F(ReportsTest, DaysWaitsAndPointsAreTold) {
  EXPECT_THAT(rows(make("throughput")), ElementsAre("2026-11-02|30|0|0|70", "2026-11-03|0|5|0|0"));
  // 1.1^30 and, of a hundred, the ninety-fifth.
  EXPECT_THAT(rows(make("turnaround", "p01")), ElementsAre("p01|Phường 1|100|17|17"));
  give("p01", "components_received", 30);
  const auto index = rows(make("national_index", "p01"));
  ASSERT_EQ(index.size(), 5U);
  EXPECT_THAT(index[1],
              "p01|Phường 1|SO_HOA_GIAY_TO_GIAI_QUYET|Số hoá thành phần hồ sơ|4|10|30|33");
  EXPECT_THAT(index[4], HasSubstr("SYNCED_WITH_DVCQG_PERSONAL_STORAGE"));
  EXPECT_THAT(index[4], HasSubstr("4|-|-|-"));
}

TEST_F(ReportsTest, QuarantineOfNoOfficeIsTheHomes) {
  facts_.held = {{"", "scan.truncated", 3, {}}, {"p02", "scan.encrypted", 1, {}}};
  EXPECT_THAT(rows(make("quarantine", "p01"), 4), ElementsAre("p01|Phường 1|scan.truncated|3"));
  EXPECT_EQ(make("quarantine").rows.size(), 2U);
}

TEST_F(ReportsTest, ReviewEffortIsToldWhereItIsKnown) {
  EXPECT_TRUE(make("review").rows.empty());
  EXPECT_EQ(make("review").notes.size(), 1U);
  const Reports knowing(book_, facts_, {}, {}, "p01", [](core::Timestamp, core::Timestamp) {
    return std::vector<FieldEffort>{{"", "ho_ten", 3, 1, 20}};
  });
  EXPECT_THAT(rows(knowing.make({"review", "", "2026-11-01", "2026-11-30", std::nullopt})),
              ElementsAre("p01|p01|ho_ten|3|1|25|5"));
}

TEST_F(ReportsTest, AnUnknownReportAndAnImpossiblePeriodAreRefused) {
  EXPECT_EQ(slugOf([&] { make("nothing"); }), kNoSuchReport.slug);
  const auto period = [&](const char* from, const char* until) {
    return slugOf([&] {
      static_cast<void>(reports_.make({"units", "", from, until, std::nullopt}));
    });
  };
  for (const auto& [from, until] :
       std::vector<std::pair<const char*, const char*>>{{"", ""},
                                                        {"2026-11-01", ""},
                                                        {"2026-11-02", "2026-11-01"},
                                                        {"2026-02-30", "2026-03-01"},
                                                        {"1900-01-01", "2026-01-01"},
                                                        {"2026-1-1", "2026-2-2"},
                                                        {"'; DROP", "2026-01-01"}}) {
    EXPECT_EQ(period(from, until), kBadPeriod.slug) << from << " " << until;
  }
  EXPECT_EQ(period("2026-11-01", "2026-11-01"), "");
}

TEST_F(ReportsTest, NoCellOfTheCsvIsTakenForAFormula) {
  facts_.held = {{"p01", "=1+1\n\"x\"", 3, {}}};
  const auto csv = reportCsv(make("quarantine"), false);
  EXPECT_THAT(csv, StartsWith(std::string(core::kCsvMark) + "Mã đơn vị,Đơn vị,Mã lý do,"));
  EXPECT_THAT(csv, HasSubstr("p01,Phường 1,\"'=1+1\n\"\"x\"\"\",3,"));
  EXPECT_THAT(csv, Not(HasSubstr(",=")));
  EXPECT_THAT(reportCsv(make("quarantine"), true), HasSubstr("Unit,Office,Code"));
}

}  // namespace
}  // namespace sohoa::pipeline
