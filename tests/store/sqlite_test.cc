#include "store/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <functional>

#include "core/file.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql_work_store.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

namespace {

// How often a write-ahead log was taken to the disk, and what happens while it is.
int synced_logs = 0;
std::function<void()> while_log_syncs;

}  // namespace

// In place of the C library's.
extern "C" int fdatasync(int file) {
  std::error_code error;
  const auto name =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), error).string();
  if (name.ends_with("-wal")) {
    ++synced_logs;
    if (while_log_syncs) while_log_syncs();
  }
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

namespace sohoa::store {
namespace {

using sql::Transaction;
using sqlite::Database;
using std::chrono::milliseconds;
using test::slugOf;

constexpr milliseconds kAtOnce{0};

class Sqlite : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "work.db"; }
  core::TemporaryFolder folder_;
};

TEST_F(Sqlite, ATransactionThatIsNotCommittedLeavesNothing) {
  Database database(file(), kAtOnce);
  database.execute("CREATE TABLE t (x INTEGER) STRICT");
  {
    const Transaction transaction(database);
    database.run("INSERT INTO t VALUES (?)", 1);
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM t"), 0);
}

TEST_F(Sqlite, ASecondWriterIsToldThatTheStoreIsBusy) {
  Database first(file(), kAtOnce);
  Database second(file(), kAtOnce);
  const Transaction transaction(first);
  EXPECT_EQ(slugOf([&] { const Transaction other(second); }), core::kStoreBusy.slug);
}

// What a process has open is told to others by locks that end when the process closes any handle of
// that file; without them, whoever closes last takes the log away from under it.
TEST_F(Sqlite, TheLogStaysWhileAProcessHasTheFileOpenTwice) {
  int go[2];
  ASSERT_EQ(::pipe(go), 0);
  conformance::ForkedProcess other([&](int) {
    char c = 0;
    if (::read(go[0], &c, 1) != 1) return;
    Database database(file(), milliseconds(10000));
    database.run("INSERT INTO t VALUES (2)");
  });
  Database first(file(), kAtOnce);
  first.useWriteAheadLog();
  first.execute("CREATE TABLE t (x INTEGER) STRICT");
  Database second(file(), kAtOnce);
  EXPECT_EQ(second.value("SELECT count(*) FROM t"), 0);
  const auto log = file().string() + "-wal";
  struct stat before {};
  ASSERT_EQ(::stat(log.c_str(), &before), 0);
  ASSERT_EQ(::write(go[1], "g", 1), 1);
  ASSERT_EQ(other.exitCode(), 0);
  struct stat after {};
  ASSERT_EQ(::stat(log.c_str(), &after), 0) << "the log is gone";
  EXPECT_EQ(before.st_ino, after.st_ino);
  first.run("INSERT INTO t VALUES (1)");
  EXPECT_EQ(Database(file(), kAtOnce).value("SELECT count(*) FROM t"), 2);
  ::close(go[0]);
  ::close(go[1]);
}

TEST_F(Sqlite, AFullDiskIsReportedAsSuch) {
  Database database(file(), kAtOnce);
  database.execute("CREATE TABLE t (x BLOB); PRAGMA max_page_count = 3;");
  EXPECT_EQ(slugOf([&] { database.run("INSERT INTO t VALUES (randomblob(100000))"); }),
            core::kDiskFull.slug);
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsRefusedAndNotTouched) {
  const std::string text(5000, 'x');
  core::writeFileAtomically(file(), text);
  EXPECT_EQ(slugOf([&] { SqlWorkStore store(file()); }), kDamaged.slug);
  EXPECT_EQ(core::readText(file()), text);
}

TEST_F(Sqlite, ADamagedDatabaseIsReportedAsSuch) {
  { const SqlWorkStore store(file()); }
  std::string bytes = core::readText(file());
  for (std::size_t i = 100; i < bytes.size(); ++i) bytes[i] = static_cast<char>(0xA5);
  core::writeFileAtomically(file(), bytes);
  EXPECT_EQ(slugOf([&] {
              SqlWorkStore store(file());
              static_cast<void>(store.batches());
            }),
            kDamaged.slug);
}

TEST_F(Sqlite, ADatabaseOfAnotherProgramIsRefusedAndNotTouched) {
  { Database(file(), kAtOnce).execute("CREATE TABLE theirs (x INTEGER)"); }
  const std::string before = core::readText(file());
  EXPECT_EQ(slugOf([&] { SqlWorkStore store(file()); }), kNotOurs.slug);
  EXPECT_EQ(core::readText(file()), before);
}

TEST_F(Sqlite, ADatabaseOfALaterProgramIsRefused) {
  { const SqlWorkStore store(file()); }
  { Database(file(), kAtOnce).execute("PRAGMA user_version = 1000"); }
  try {
    const SqlWorkStore store(file());
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_EQ(error.code(), kTooNew);
    EXPECT_EQ(error.context().file, file().string());
  }
}

TEST_F(Sqlite, AStepThatFailsLeavesTheVersionBeforeIt) {
  static constexpr Migration kSteps[] = {{1, "CREATE TABLE a (x INTEGER) STRICT"},
                                         {2, "CREATE TABLE b (x INTEGER) STRICT; NONSENSE"}};
  const Schema schema{"test", 7, kSteps};
  Database database(file(), kAtOnce);
  EXPECT_NE(slugOf([&] { migrate(database, schema); }), "");
  EXPECT_EQ(database.value("PRAGMA user_version"), 1);
  EXPECT_EQ(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'b'"), 0);
}

TEST_F(Sqlite, EveryWriteIsOnTheDiskWhenItReturnsAndOthersWriteWhileItWaits) {
  { const SqlWorkStore store(file()); }
  Database database(file(), kAtOnce);
  Database other(file(), kAtOnce);
  for (auto* each : {&database, &other}) each->useWriteAheadLog();
  const auto write = [](Database& at, const char* id, sql::Transaction::Kind kind) {
    Transaction transaction(at, kind);
    at.run("INSERT INTO batch (id, created) VALUES (?, 1)", id);
    transaction.commit();
  };
  write(database, "first", sql::Transaction::Kind::kWrite);  // begins the log
  synced_logs = 0;
  write(database, "passing", sql::Transaction::Kind::kPassing);
  EXPECT_EQ(synced_logs, 0);
  while_log_syncs = [&] { write(other, "meanwhile", sql::Transaction::Kind::kPassing); };
  write(database, "durable", sql::Transaction::Kind::kWrite);
  while_log_syncs = nullptr;
  EXPECT_EQ(synced_logs, 1);
  EXPECT_EQ(database.value("SELECT count(*) FROM batch"), 4);
  database.run("DELETE FROM batch WHERE id = 'meanwhile'");  // in no transaction
  EXPECT_EQ(synced_logs, 2);
}

TEST_F(Sqlite, AFileIsUsedWithItsLogAndItsKeys) {
  { const SqlWorkStore store(file()); }
  Database database(file(), kAtOnce);
  EXPECT_EQ(database.value("PRAGMA foreign_keys"), 1);
  sql::Statement mode(database, "PRAGMA journal_mode");
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(Sqlite, AProcessKilledInsideATransactionLeavesNothingOfIt) {
  { const SqlWorkStore store(file()); }
  conformance::ForkedProcess process([&](int out) {
    Database database(file(), kAtOnce);
    const Transaction transaction(database);
    database.run("INSERT INTO batch (id, created) VALUES ('half', 1)");
    conformance::say(out, "inside");
    static_cast<void>(::pause());
  });
  EXPECT_EQ(process.line(), "inside");
  process.killHard();
  SqlWorkStore store(file());
  EXPECT_THAT(store.batches(), testing::IsEmpty());
  store.createBatch({"whole", core::Timestamp{}});
}

// Breaks one row behind the store's back and says what `sohoa doctor` would show.
class Inconsistency : public Sqlite {
 protected:
  void SetUp() override {
    SqlWorkStore store(file());
    const core::Timestamp now{};
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
  }
  [[nodiscard]] std::vector<std::string> after(const std::string& damage) const {
    { Database(file(), kAtOnce).execute("PRAGMA foreign_keys = OFF; " + damage); }
    return SqlWorkStore(file()).inconsistencies();
  }
};

TEST_F(Inconsistency, SeesALostJob) {
  EXPECT_THAT(after("DELETE FROM job"),
              testing::UnorderedElementsAre("document 1 is not delivered and has no job",
                                            "batch b has no open job and its sheets do not "
                                            "balance"));
}

TEST_F(Inconsistency, SeesAMissingPageRow) {
  EXPECT_THAT(after("DELETE FROM page WHERE number = 1"),
              testing::Contains("master 1 has not as many page rows as pages"));
}

TEST_F(Inconsistency, SeesADeliveryWithoutItsPdf) {
  EXPECT_THAT(
      after("UPDATE document SET state = 'delivered'; DELETE FROM job"),
      testing::ElementsAre("document 1 lacks a PDF that its state needs, or has one too many"));
}

TEST_F(Inconsistency, SeesAPageTakenOutOfItsDocument) {
  EXPECT_THAT(
      after("DELETE FROM document_page WHERE page = 2"),
      testing::UnorderedElementsAre("page 2 is kept but belongs to no document",
                                    "document 1 lists other pages than those that belong to it"));
}

TEST_F(Inconsistency, SeesAComposedMasterWithAWaitingPage) {
  EXPECT_THAT(
      after("UPDATE page SET state = 'waiting', result = NULL WHERE number = 0"),
      testing::IsSupersetOf({std::string("master 1 is composed although a page was not read"),
                             std::string("page 1 is waiting without a read job")}));
}

TEST_F(Inconsistency, SeesQuarantineWithoutAReason) {
  EXPECT_THAT(after("UPDATE document SET state = 'quarantined'; DELETE FROM job"),
              testing::ElementsAre("document 1 is in quarantine without a reason"));
}

TEST_F(Inconsistency, SeesAnOrphanJob) {
  EXPECT_THAT(
      after("INSERT INTO job (id, batch, stage, subject, run_at) VALUES (99, 'b', 'open', 9, 0)"),
      testing::ElementsAre("open job 99 has no subject in the state its stage works on"));
}

TEST_F(Inconsistency, SeesASecretThatIsNotHeld) {
  EXPECT_THAT(after("UPDATE document SET content = json_set(content, '$.secret', 'MẬT')"),
              testing::ElementsAre("document 1 is a state secret that is not held as one"));
}

}  // namespace
}  // namespace sohoa::store
