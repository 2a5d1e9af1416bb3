#include "store/sql_access_book.h"

#include "core/ports/errors.h"
#include "store/sqlite.h"
#include "tests/conformance/access_book_conformance.h"

namespace sohoa::conformance {
namespace {

const auto kSqliteBooks = testing::Values(
    AccessBookMaker{"sqlite", [](const std::filesystem::path& folder) {
                      return std::make_unique<store::SqlAccessBook>(folder / "a.db");
                    }});

INSTANTIATE_TEST_SUITE_P(Sqlite, AccessBookConformance, kSqliteBooks);
INSTANTIATE_TEST_SUITE_P(Sqlite, AccessBookProcessConformance, kSqliteBooks);

class AccessBookFile : public testing::Test {
 protected:
  void SetUp() override {
    store::SqlAccessBook book(file_);
    for (int i = 0; i < 2500; ++i) {
      entries_.push_back({.at = core::Timestamp(std::chrono::seconds(i)),
                          .client = "mot-cua",
                          .unit = "p01",
                          .action = "getCopy",
                          .copy = "c" + std::to_string(i),
                          .purpose = "ho-tich",
                          .case_file = "H1",
                          .status = 200});
    }
    book.log(entries_);
    book.recordReuse({.key = "k",
                      .client = "mot-cua",
                      .unit = "p01",
                      .copy = "c1",
                      .case_file = "H1",
                      .purpose = "ho-tich",
                      .at = core::Timestamp()});
  }
  // True: the file itself refused the statement.
  bool refuses(const std::string& sql) {
    store::sqlite::Database database(file_, std::chrono::seconds(1));
    return !slugOf([&] { database.execute(sql); }).empty();
  }
  // What is found after somebody with another program and the triggers out of the way did this.
  std::string problemAfter(const std::string& sql) {
    const auto copy = folder_.path() / "copy.db";
    std::filesystem::remove(copy);
    {
      store::sqlite::Database source(file_, std::chrono::seconds(1));
      source.execute("VACUUM INTO '" + copy.string() + "'");
    }
    {
      store::sqlite::Database database(copy, std::chrono::seconds(1));
      database.execute("DROP TRIGGER access_log_is_final; DROP TRIGGER access_log_stays;");
      database.execute(sql);
    }
    return store::SqlAccessBook(copy).logProblem();
  }

  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "access.db";
  std::vector<core::AccessEntry> entries_;
};

TEST_F(AccessBookFile, RefusesToChangeOrForgetWhatWasWritten) {
  EXPECT_TRUE(refuses("UPDATE access_log SET purpose = 'x' WHERE number = 1"));
  EXPECT_TRUE(refuses("UPDATE access_log SET chain = zeroblob(32) WHERE number = 1"));
  EXPECT_TRUE(refuses("DELETE FROM access_log WHERE number = 2500"));
  EXPECT_TRUE(refuses("DELETE FROM access_log"));
  EXPECT_TRUE(refuses("UPDATE reuse SET copy = 'x'"));
  EXPECT_TRUE(refuses("DELETE FROM reuse"));
  EXPECT_TRUE(
      refuses("INSERT OR REPLACE INTO access_log SELECT number, at, client, unit, action, "
              "copy, 'x', case_file, status, chain FROM access_log WHERE number = 1"));
  EXPECT_TRUE(
      refuses("INSERT OR REPLACE INTO reuse SELECT number, client, key, unit, 'x', "
              "case_file, purpose, at FROM reuse"));
  EXPECT_EQ(store::SqlAccessBook(file_).logProblem(), "");
}

TEST_F(AccessBookFile, TellsTheFirstEntryThatDoesNotFit) {
  EXPECT_EQ(problemAfter("SELECT 1"), "");
  for (const char* part : {"client = 'x'", "unit = 'x'", "action = 'x'", "copy = 'x'",
                           "purpose = 'x'", "case_file = 'x'", "status = 404", "at = at + 1",
                           "chain = zeroblob(32)", "client = client || unit, unit = ''"}) {
    EXPECT_EQ(problemAfter("UPDATE access_log SET " + std::string(part) + " WHERE number = 1234"),
              "1234")
        << part;
  }
  EXPECT_EQ(problemAfter("DELETE FROM access_log WHERE number = 1"), "2");
  EXPECT_EQ(problemAfter("DELETE FROM access_log WHERE number = 1700"), "1701");
  EXPECT_EQ(problemAfter("DELETE FROM access_log WHERE number = 7;"
                         "UPDATE access_log SET number = 7 WHERE number = 8"),
            "7");
  EXPECT_EQ(problemAfter("INSERT INTO access_log SELECT 2501, at, client, unit, action, copy, "
                         "purpose, case_file, status, chain FROM access_log WHERE number = 2500"),
            "2501");
}

TEST_F(AccessBookFile, IsNotTakenForAnotherDatabase) {
  core::writeFileAtomically(folder_.path() / "torn.db", std::string_view("not a database"));
  EXPECT_NE(slugOf([&] { store::SqlAccessBook(folder_.path() / "torn.db"); }), "");
}

}  // namespace
}  // namespace sohoa::conformance
