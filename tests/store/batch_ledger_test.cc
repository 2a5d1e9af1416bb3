#include "store/sql_batch_ledger.h"

#include "store/sql_package_shelf.h"
#include "store/sql_work_store.h"
#include "store/sqlite.h"
#include "tests/conformance/batch_ledger_conformance.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, BatchLedgerConformance,
                         testing::Values(LedgerMaker{
                             "sqlite",
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlWorkStore>(folder / "work.db");
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlBatchLedger>(folder / "work.db");
                             },
                             [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlPackageShelf>(folder / "work.db");
                             }}),
                         [](const auto& maker) { return maker.param.name; });

TEST(BatchLedgerFile, KeepsWhatWasSignedOffWhoeverWrites) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "work.db";
  const core::Timestamp now{};
  store::SqlWorkStore(file).createBatch({"b1", now});
  store::SqlPackageShelf(file).takeOver(finishedElsewhere("a.pdf"), now);
  store::SqlBatchLedger ledger(file);
  static_cast<void>(ledger.signOff("b1", "An", "", now));
  store::sqlite::Database database(file, std::chrono::seconds(1));
  for (const char* sql : {"DELETE FROM sign_off", "UPDATE sign_off SET person = 'x'",
                          "INSERT OR REPLACE INTO sign_off SELECT id, batch, 'x', '', 0, 1, 1, 0, "
                          "0, 0, 1 FROM sign_off",
                          "INSERT INTO sign_off (batch, person, remark, at, fed, stored, kept, "
                          "blank, separator, quarantined) VALUES ('b1','x','',0,2,2,1,0,0,0)"}) {
    EXPECT_NE(test::slugOf([&] { database.execute(sql); }), "") << sql;
  }
  EXPECT_EQ(ledger.signOffs("b1").front().person, "An");
}

}  // namespace sohoa::conformance
