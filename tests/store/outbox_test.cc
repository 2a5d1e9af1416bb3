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
    outbox.delivered(*outbox.claim("a", now, now + hours(1)), "R", now);
  }
  store::sqlite::Database database(file, std::chrono::seconds(1));
  for (const char* sql :
       {"UPDATE consignment SET receipt = 'x'", "DELETE FROM consignment",
        "UPDATE consignment SET state = 'waiting', settled = NULL, receipt = ''"}) {
    EXPECT_NE(test::slugOf([&] { database.execute(sql); }), "") << sql;
  }
}

}  // namespace
}  // namespace sohoa::conformance
