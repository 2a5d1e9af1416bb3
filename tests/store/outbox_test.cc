#include "store/sql_outbox.h"

#include "store/sqlite.h"
#include "tests/conformance/outbox_conformance.h"
#include "tests/support/slug_of.h"

namespace sohoa::conformance {
namespace {

const auto kSqliteOutboxes =
    testing::Values(OutboxMaker{"sqlite", [](const std::filesystem::path& folder) {
                                  return std::make_unique<store::SqlOutbox>(folder / "outbox.db");
                                }});

INSTANTIATE_TEST_SUITE_P(Sqlite, OutboxConformance, kSqliteOutboxes);
INSTANTIATE_TEST_SUITE_P(Sqlite, OutboxProcessConformance, kSqliteOutboxes);

TEST(OutboxFile, RefusesToChangeAReceiptOrToForgetIt) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "outbox.db";
  const core::Timestamp now(hours(1));
  {
    store::SqlOutbox outbox(file);
    outbox.add("a", {"1"}, now);
    outbox.delivered(*outbox.claim("a", now, now + hours(1)), {"R"}, now);
  }
  store::sqlite::Database database(file, std::chrono::seconds(1));
  for (const char* sql :
       {"UPDATE consignment SET receipt = 'x'", "DELETE FROM consignment",
        "UPDATE consignment SET proof = 'x'",
        "UPDATE consignment SET state = 'waiting', settled = NULL, receipt = ''"}) {
    EXPECT_NE(test::slugOf([&] { database.execute(sql); }), "") << sql;
  }
}

TEST(OutboxFile, OfAnOlderProgramGoesOn) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "outbox.db";
  {
    store::sqlite::Database old(file, std::chrono::seconds(1));
    old.execute(core::readText(SOHOA_SOURCE_DIR "/store/migrations/outbox/0001_initial.sql"));
    old.execute(
        "PRAGMA application_id = 0x536F684F; PRAGMA user_version = 1;"
        "INSERT INTO consignment (destination, copy, key, state, due, receipt, settled) VALUES"
        " ('a', '1', 'k1', 'delivered', 5, 'R', 6), ('a', '2', 'k2', 'waiting', 7, '', NULL)");
  }
  store::SqlOutbox outbox(file);
  EXPECT_EQ(outbox.find("a", "1")->receipt.id, "R");
  EXPECT_EQ(outbox.waitingSince("a"), core::Timestamp(std::chrono::milliseconds(7)));
  EXPECT_EQ(outbox.addUpTo("a", {"1", "2", "3"}, {3, "a life"}, core::Timestamp(hours(1))), 1);
  const auto next = outbox.claim("a", core::Timestamp(hours(1)), core::Timestamp(hours(2)));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->key, "k2");
  EXPECT_TRUE(outbox.delivered(*next, {"R-2"}, core::Timestamp(hours(1))));
}

}  // namespace
}  // namespace sohoa::conformance
