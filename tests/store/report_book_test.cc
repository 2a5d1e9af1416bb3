#include "store/sql_report_book.h"

#include "store/migrations.h"
#include "store/sql_access_book.h"
#include "store/sqlite.h"
#include "tests/conformance/report_book_conformance.h"

namespace sohoa::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, ReportBookConformance,
                         testing::Values(ReportBookMaker{
                             "sqlite",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlReportBook>(folder / "a.db");
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlAccessBook>(folder / "a.db");
                             }}));

TEST(ReportBookFile, RefusesToChangeAFigureThatWasGiven) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "a.db";
  store::SqlReportBook book(file);
  book.addFigures({{"p01", "results_in_force", "2026-11-01", "2026-11-30", 5, "op:1", {}}});
  store::sqlite::Database raw(file, std::chrono::seconds(10));
  for (const char* sql : {"UPDATE report_figure SET value = 9", "DELETE FROM report_figure",
                          "INSERT OR REPLACE INTO report_figure SELECT number, unit, measure, "
                          "first_day, last_day, 9, "
                          "person, at FROM report_figure"}) {
    EXPECT_ANY_THROW(raw.execute(sql)) << sql;
  }
  EXPECT_EQ(book.lastFigures(std::nullopt, 9).size(), 1U);
  EXPECT_EQ(book.lastFigures(std::nullopt, 9)[0].value, 5);
}

}  // namespace
}  // namespace sohoa::conformance
