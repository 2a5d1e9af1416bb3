// What concerns the PostgreSQL server alone: connections lost and made again, its errors, its
// migrations, and rows that it guards whoever writes.
#include "store/postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_package_shelf.h"
#include "store/sql_register.h"
#include "store/sql_work_store.h"
#include "tests/conformance/finished_elsewhere.h"
#include "tests/support/postgres_server.h"
#include "tests/support/slug_of.h"

namespace sohoa::store {
namespace {

using core::Timestamp;
using postgres::Server;
using sql::Transaction;
using test::PostgresServer;
using test::slugOf;

class Postgres : public testing::Test {
 protected:
  [[nodiscard]] std::string url() const {
    return PostgresServer::shared().databaseOf(folder_.path());
  }
  [[nodiscard]] PostgresUrl location() const { return {url()}; }
  [[nodiscard]] Server server(const std::string& schema = "public") const {
    return {url(), {.schema = schema, .patience = std::chrono::milliseconds(50)}};
  }
  core::TemporaryFolder folder_;
};

TEST(PostgresText, ParametersBecomeNumberedDollars) {
  EXPECT_EQ(postgres::withDollars("a = ? AND b = ? OR c = '?'"), "a = $1 AND b = $2 OR c = '?'");
  EXPECT_EQ(postgres::withDollars("?2 = ?1 AND ?12"), "$2 = $1 AND $12");
  EXPECT_EQ(postgres::withDollars("'it''s ?' || ?"), "'it''s ?' || $1");
}

TEST(PostgresText, FailuresSayWhatALaterAttemptCanChange) {
  using postgres::codeFor;
  EXPECT_EQ(codeFor("40P01"), core::kStoreBusy);
  EXPECT_EQ(codeFor("40001"), core::kStoreBusy);
  EXPECT_EQ(codeFor("55P03"), core::kStoreBusy);
  EXPECT_EQ(codeFor("57014"), core::kStoreBusy);
  EXPECT_EQ(codeFor("57P01"), kUnreachable);
  EXPECT_EQ(codeFor("08006"), kUnreachable);
  EXPECT_EQ(codeFor("25006"), kUnreachable);
  EXPECT_EQ(codeFor("53100"), core::kDiskFull);
  EXPECT_EQ(codeFor("XX001"), kDamaged);
  EXPECT_EQ(codeFor("58030"), core::kIo);
  EXPECT_EQ(codeFor("42501"), core::kBadSettings);
  EXPECT_EQ(codeFor("23505"), core::kInternal);
  EXPECT_EQ(codeFor("42P01"), core::kInternal);
}

TEST_F(Postgres, ValuesComeBackAsTheyWere) {
  auto database = server();
  database.execute("CREATE TABLE t (i BIGINT, t TEXT, b BYTEA)");
  const auto digest = core::sha256("x");
  const std::optional<std::string> nothing;
  database.run("INSERT INTO t VALUES (?, ?, ?)", std::numeric_limits<std::int64_t>::min(),
               "Quyết định '\\?", digest);
  database.run("INSERT INTO t VALUES (?, ?, NULL)", 7, nothing);
  database.run("INSERT INTO t VALUES (?, ?, NULL)", 8, std::string("a\0b\xff", 4));
  sql::Statement row(database, "SELECT i, t, b FROM t ORDER BY i");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.integer(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.text(1), "Quyết định '\\?");
  EXPECT_EQ(row.digest(2), digest);
  ASSERT_TRUE(row.step());
  EXPECT_TRUE(row.isNull(1));
  EXPECT_EQ(row.optionalDigest(2), std::nullopt);
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(1), "a\uFFFDb\uFFFD");
  EXPECT_FALSE(row.step());
}

TEST_F(Postgres, ATransactionThatIsNotCommittedLeavesNothing) {
  auto database = server();
  database.execute("CREATE TABLE t (x BIGINT)");
  {
    const Transaction transaction(database);
    EXPECT_EQ(database.run("INSERT INTO t VALUES (?), (2)", 1), 2);
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM t"), 0);
}

TEST_F(Postgres, WhoWaitsTooLongIsToldThatTheStoreIsBusy) {
  auto first = server();
  auto second = server();
  const Transaction one(first);
  first.passAlone("here");
  const Transaction two(second);
  EXPECT_EQ(slugOf([&] { second.passAlone("here"); }), core::kStoreBusy.slug);
}

TEST_F(Postgres, AConnectionThatWasLostIsMadeAgainByTheNextCall) {
  SqlWorkStore store(location());
  store.createBatch({"b1", Timestamp{}});
  for (const int signal : {SIGINT, SIGQUIT}) {
    PostgresServer::shared().stop(signal);
    EXPECT_EQ(slugOf([&] { static_cast<void>(store.batches()); }), kUnreachable.slug);
    EXPECT_EQ(slugOf([&] { store.createBatch({"b2", Timestamp{}}); }), kUnreachable.slug);
    PostgresServer::shared().start();
    EXPECT_EQ(store.batches().size(), 1U);
  }
  PostgresServer::shared().stop(SIGINT);
  PostgresServer::shared().start();
  store.createBatch({"b2", Timestamp{}});
  EXPECT_EQ(store.batches().size(), 2U);
}

TEST_F(Postgres, ALeaseOutlivesTheServersRestart) {
  SqlWorkStore store(location());
  const Timestamp now{};
  store.createBatch({"b1", now});
  store.registerWorker("w1", "host", 1, "lock", now);
  static_cast<void>(store.addMaster("b1", "a.tif", "a.tif", core::sha256("a"), 1, now));
  const auto lease = store.claim("w1", now);
  PostgresServer::shared().stop(SIGQUIT);
  PostgresServer::shared().start();
  store.finishOpen(*lease, {0, 0}, now);
  EXPECT_EQ(store.jobsOpen(), 2);
  EXPECT_EQ(slugOf([&] { store.finishOpen(*lease, {0, 0}, now); }), core::kLeaseLost.slug);
}

TEST_F(Postgres, AConnectionLostWithinATransactionFailsAllOfIt) {
  auto database = server();
  database.execute("CREATE TABLE t (x BIGINT)");
  {
    Transaction transaction(database);
    database.run("INSERT INTO t VALUES (1)");
    PostgresServer::shared().stop(SIGQUIT);
    PostgresServer::shared().start();
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(slugOf([&] { database.run("INSERT INTO t VALUES (2)"); }), kUnreachable.slug);
    }
    EXPECT_EQ(slugOf([&] { transaction.commit(); }), kUnreachable.slug);
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM t"), 0);
}

TEST_F(Postgres, TheServerIsToldWhoAsksAndWhatToEndByItself) {
  auto database = server();
  const auto shown = [&](const std::string& setting) {
    sql::Statement row(database, "SHOW " + setting);
    return row.step() ? row.text(0) : "";
  };
  EXPECT_EQ(shown("application_name"), "sohoa");
  EXPECT_EQ(shown("idle_in_transaction_session_timeout"), "15s");
  EXPECT_EQ(shown("statement_timeout"), "5min");
  EXPECT_EQ(shown("transaction_isolation"), "read committed");
}

TEST_F(Postgres, MessagesNameThePlaceAndNoPassword) {
  try {
    const SqlWorkStore store(PostgresUrl{"postgresql://who:geheim@/no_such_database?host=" +
                                         (folder_.path() / "nowhere").string()});
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kUnreachable);
    EXPECT_EQ(std::string(error.what()).find("geheim"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("no_such_database"), std::string::npos);
  }
  EXPECT_EQ(slugOf([&] { const SqlWorkStore store(PostgresUrl{"geheim = 'x"}); }),
            core::kBadSettings.slug);
}

TEST_F(Postgres, ASchemaOfAnotherProgramIsRefusedAndNotTouched) {
  server().execute("CREATE SCHEMA sohoa_work; CREATE TABLE sohoa_work.theirs (x BIGINT)");
  EXPECT_EQ(slugOf([&] { const SqlWorkStore store(location()); }), kNotOurs.slug);
  EXPECT_EQ(server().value("SELECT count(*) FROM pg_class JOIN pg_namespace n "
                           "ON n.oid = relnamespace WHERE nspname = 'sohoa_work'"),
            1);
}

TEST_F(Postgres, ASchemaOfALaterProgramIsRefused) {
  { const SqlWorkStore store(location()); }
  server("sohoa_work").execute("INSERT INTO schema_version (version) VALUES (1000)");
  EXPECT_EQ(slugOf([&] { const SqlWorkStore store(location()); }), kTooNew.slug);
}

TEST_F(Postgres, AnEarlierProgramWorksOnAfterALaterStepThatOnlyAdds) {
  static constexpr Migration kLater[] = {
      {1, "CREATE TABLE a (x BIGINT)"},
      {2, "ALTER TABLE a ADD COLUMN y BIGINT", nullptr, 1},
      {3, "ALTER TABLE a ADD COLUMN z BIGINT", nullptr, 1},
      {4, "ALTER TABLE a DROP COLUMN x", nullptr, 3},
  };
  const auto known = [](std::size_t steps) {
    return Schema{"test", 7, {}, std::span(kLater).first(steps)};
  };
  auto database = server("sohoa_test");
  migrate(database, known(1));
  migrate(database, known(3));
  migrate(database, known(1));
  migrate(database, known(2));
  migrate(database, known(4));
  migrate(database, known(3));
  EXPECT_EQ(slugOf([&] { migrate(database, known(2)); }), kTooNew.slug);
  EXPECT_EQ(database.value("SELECT max(version) FROM schema_version"), 4);
}

TEST_F(Postgres, AProgramThatRunsLooksAtTheSchemaWhenItsConnectionIsMadeAgain) {
  SqlWorkStore store(location());
  EXPECT_TRUE(store.batches().empty());
  server("sohoa_work").execute("INSERT INTO schema_version (version) VALUES (1000)");
  const auto cut = [&] {
    static_cast<void>(
        server().value("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE "
                       "datname = current_database() AND pid <> pg_backend_pid() AND "
                       "backend_type = 'client backend'"));
  };
  cut();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(slugOf([&] { store.createBatch({"b1", Timestamp{}}); }), kTooNew.slug);
  }
  server("sohoa_work").execute("DELETE FROM schema_version WHERE version = 1000");
  EXPECT_TRUE(store.batches().empty());
}

TEST_F(Postgres, AStepThatFailsLeavesTheVersionBeforeIt) {
  static constexpr Migration kSteps[] = {{1, "CREATE TABLE a (x BIGINT)"},
                                         {2, "CREATE TABLE b (x BIGINT); NONSENSE"}};
  const Schema schema{"test", 7, {}, kSteps};
  auto database = server("sohoa_test");
  EXPECT_NE(slugOf([&] { migrate(database, schema); }), "");
  EXPECT_EQ(database.value("SELECT max(version) FROM schema_version"), 1);
  EXPECT_EQ(database.value("SELECT count(*) FROM pg_class WHERE relname = 'b'"), 0);
}

TEST_F(Postgres, TheRegisterRefusesGapsDeletionsAndChangesWhoeverWrites) {
  const auto now = core::parseIso8601("2026-11-22T08:30:00+07:00");
  {
    SqlRegister entries(location());
    auto entry = entries.open("p01", "a", now);
    entry.content = core::sha256("a");
    entries.issue(entry, now);
    entries.open("p01", "b", now);
  }
  auto database = server("elsewhere");
  for (const char* sql :
       {"INSERT INTO sohoa_register.entry (unit, year, number, state, source, copy_id, opened) "
        "VALUES ('p01', 2026, 4, 'open', 'x', 'x', 0)",
        "DELETE FROM sohoa_register.entry WHERE number = 2", "TRUNCATE sohoa_register.entry",
        "UPDATE sohoa_register.entry SET certifier = 'x' WHERE number = 1",
        "UPDATE sohoa_register.entry SET number = 3 WHERE number = 2",
        "UPDATE sohoa_register.entry SET state = 'void', closed = 1 WHERE number = 2"}) {
    EXPECT_NE(slugOf([&] { database.execute(sql); }), "") << sql;
  }
  database.execute(
      "INSERT INTO sohoa_register.entry (unit, year, number, state, source, copy_id, opened) "
      "VALUES ('p01', 2026, 3, 'open', 'x', 'x', 0); "
      "UPDATE sohoa_register.entry SET state = 'void', closed = 1, reason = 'x' WHERE number = 2");
}

TEST_F(Postgres, WhatWasSignedOffStaysWhoeverWrites) {
  const Timestamp now{};
  SqlWorkStore(location()).createBatch({"b1", now});
  SqlPackageShelf(location()).takeOver(conformance::finishedElsewhere("a.pdf"), now);
  SqlBatchLedger ledger(location());
  static_cast<void>(ledger.signOff("b1", "An", "", now));
  auto database = server("sohoa_work");
  for (const char* sql :
       {"DELETE FROM sign_off", "TRUNCATE sign_off", "UPDATE sign_off SET person = 'x'",
        "INSERT INTO sign_off (batch, person, remark, at, fed, stored, kept, "
        "blank, separator, quarantined) VALUES ('b1','x','',0,2,2,1,0,0,0)"}) {
    EXPECT_NE(slugOf([&] { database.execute(sql); }), "") << sql;
  }
  EXPECT_EQ(ledger.signOffs("b1").front().person, "An");
}

TEST_F(Postgres, DamagedRowsAreSeen) {
  SqlWorkStore store(location());
  const Timestamp now{};
  store.createBatch({"b", now});
  store.registerWorker("w", "host", 1, "lock", now);
  static_cast<void>(store.addMaster("b", "a.tif", "a.tif", core::sha256("a"), 1, now));
  store.finishOpen(*store.claim("w", now), {0, 0}, now);
  for (int i = 0; i < 2; ++i) {
    store.finishRead(*store.claim("w", now), core::PageMark::kKept, core::sha256("r"), now);
  }
  core::Document document;
  document.pages = {0, 1};
  store.finishCompose(*store.claim("w", now), {document}, now);
  EXPECT_THAT(store.inconsistencies(), testing::IsEmpty());
  auto database = server("sohoa_work");
  database.execute("DELETE FROM document_page WHERE page = 2");
  EXPECT_THAT(
      store.inconsistencies(),
      testing::UnorderedElementsAre("page 2 is kept but belongs to no document",
                                    "document 1 lists other pages than those that belong to it"));
  database.execute(
      "INSERT INTO document_page VALUES (2, 1); UPDATE document SET content = "
      "(content::jsonb || '{\"secret\": \"MẬT\"}')::text; DELETE FROM job");
  EXPECT_THAT(
      store.inconsistencies(),
      testing::UnorderedElementsAre("document 1 is a state secret that is not held as one",
                                    "document 1 is not delivered and has no job",
                                    "batch b has no open job and its sheets do not balance"));
}

}  // namespace
}  // namespace sohoa::store
