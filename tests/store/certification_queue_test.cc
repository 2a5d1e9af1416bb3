#include "store/sql_certification_queue.h"

#include "store/sqlite.h"
#include "tests/conformance/certification_queue_conformance.h"

namespace sohoa::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, QueueConformance,
                         testing::Values(QueueMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCertificationQueue>(folder /
                                                                                     "r.db");
                             }}));

TEST(CertificationQueueFile, RefusesWhoeverChangesWhatWasDecidedOrRemovesARequest) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "register.db";
  const auto now = core::parseIso8601("2026-11-22T08:30:00+07:00");
  {
    store::SqlCertificationQueue queue(file);
    core::CertificationRequest request;
    request.source = "a";
    request.requested = now;
    queue.refuse(queue.add(request).number, "op:x", "X", "mờ", now);
  }
  store::sqlite::Database database(file, std::chrono::seconds(1));
  EXPECT_NE(slugOf([&] { database.execute("UPDATE request SET reason = 'y'"); }), "");
  EXPECT_NE(slugOf([&] { database.execute("DELETE FROM request"); }), "");
}

}  // namespace
}  // namespace sohoa::conformance
