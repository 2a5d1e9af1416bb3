#include "store/sql_register.h"

#include "store/sqlite.h"
#include "tests/conformance/register_conformance.h"

namespace sohoa::conformance {
namespace {

const auto kSqliteRegisters =
    testing::Values(RegisterMaker{"sqlite", [](const std::filesystem::path& folder) {
                                    return std::make_unique<store::SqlRegister>(folder / "r.db");
                                  }});

INSTANTIATE_TEST_SUITE_P(Sqlite, RegisterConformance, kSqliteRegisters);
INSTANTIATE_TEST_SUITE_P(Sqlite, RegisterProcessConformance, kSqliteRegisters);

class RegisterFile : public testing::Test {
 protected:
  void SetUp() override {
    store::SqlRegister entries(file_);
    auto entry = entries.open("p01", "a", now_);
    entry.content = core::sha256(std::string_view("a"));
    entries.issue(entry, now_);
    entries.open("p01", "b", now_);
  }
  // True: the file itself refused the statement.
  bool refuses(const std::string& sql) {
    store::sqlite::Database database(file_, std::chrono::seconds(1));
    return !slugOf([&] { database.execute(sql); }).empty();
  }

  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "register.db";
  core::Timestamp now_ = core::parseIso8601("2026-11-22T08:30:00+07:00");
};

TEST_F(RegisterFile, RefusesWhoeverWritesAGapADeletionOrAChangeOfAClosedEntry) {
  EXPECT_TRUE(
      refuses("INSERT INTO entry (unit, year, number, state, source, copy_id, opened) "
              "VALUES ('p01', 2026, 4, 'open', 'x', 'x', 0)"));
  EXPECT_TRUE(refuses("DELETE FROM entry WHERE number = 2"));
  EXPECT_TRUE(refuses("UPDATE entry SET certifier = 'x' WHERE number = 1"));
  EXPECT_TRUE(refuses("UPDATE entry SET number = 3 WHERE number = 2"));
  EXPECT_TRUE(refuses("UPDATE entry SET state = 'void', closed = 1 WHERE number = 2"));
  EXPECT_FALSE(
      refuses("UPDATE entry SET state = 'void', closed = 1, reason = 'x' "
              "WHERE number = 2"));
}

TEST_F(RegisterFile, IsNotTakenForAnotherDatabase) {
  core::writeFileAtomically(folder_.path() / "torn.db", std::string_view("not a database"));
  EXPECT_NE(slugOf([&] { store::SqlRegister(folder_.path() / "torn.db"); }), "");
}

}  // namespace
}  // namespace sohoa::conformance
