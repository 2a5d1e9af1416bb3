#include "store/move_stores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/fault.h"
#include "core/file.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql_access_book.h"
#include "store/sql_catalogue.h"
#include "store/sql_certification_queue.h"
#include "store/sql_copy_versions.h"
#include "store/sql_operator_book.h"
#include "store/sql_outbox.h"
#include "store/sql_register.h"
#include "store/sql_work_store.h"
#include "store/sqlite.h"
#include "store/table_layout.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/postgres_server.h"
#include "tests/support/slug_of.h"

namespace sohoa::store {
namespace {

using test::slugOf;

constexpr core::Timestamp kNow(std::chrono::hours(500'000));

class MoveStores : public testing::Test {
 protected:
  static StorePlaces files(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    return {folder / "work.db", folder / "c.db", folder / "r.db",
            folder / "a.db",    folder / "o.db", folder / "v.db"};
  }
  [[nodiscard]] StorePlaces server() const {
    const PostgresUrl url{test::PostgresServer::shared().databaseOf(folder_.path())};
    return {url, url, url, url, url, url};
  }
  static std::vector<MovedTable> move(const StorePlaces& from, const StorePlaces& to) {
    return moveStores(from, to, [](auto, auto) {});
  }

  // Something of every part, also what lies between two states.
  static void fill(const StorePlaces& to) {
    SqlWorkStore work(to.work);
    work.createBatch({"b1", kNow, core::Lane::kCounter, "p01"});
    work.registerWorker("w1", "host", 1, "lock", kNow);
    for (int i = 0; i < 450; ++i) {  // more than are copied at once
      const auto name = std::to_string(i);
      static_cast<void>(work.addMaster("b1", "kệ/" + name, name, core::sha256(name), 10, kNow));
    }
    const auto lease = work.claim("w1", kNow);
    work.finishOpen(*lease, {5, 5}, kNow);
    work.quarantine(*work.claim("w1", kNow), {"x.y", "hỏng", "broken", 0}, kNow);
    work.workerGone("w1", core::WorkerEnd::kInterrupted, kNow);
    SqlCatalogue catalogue(to.catalogue);
    for (int i = 0; i < 3; ++i) {
      core::SignedCopy copy;
      copy.id = "copy" + std::to_string(i);
      copy.title = "Giấy khai sinh";
      copy.fields["so_ky_hieu"] = std::to_string(i) + "/QĐ-UBND";
      copy.text = "Nguyễn Văn An sinh ngày";
      copy.created = kNow;
      static_cast<void>(catalogue.add(copy, kNow));
    }
    SqlRegister entries(to.entries);
    static_cast<void>(entries.open("p01", "a", kNow));
    static_cast<void>(entries.open("p01", "b", kNow));
    core::CertificationRequest wish;
    wish.source = "a";
    wish.requested = kNow;
    static_cast<void>(SqlCertificationQueue(to.entries).add(wish));
    SqlAccessBook book(to.access);
    for (int i = 0; i < 3; ++i) book.log({{.at = kNow, .client = "c"}});
    core::Operator person;
    person.id = "o1";
    person.login = "an";
    person.unit = person.sees = "p01";
    SqlOperatorBook(to.access).addOperator(person);
    SqlOutbox(to.outbox).add("tinh", {"copy1"}, kNow);
    core::CopyVersion version;
    version.copy = "copy1";
    version.content = core::sha256("renewed");
    version.level = "B-LTA";
    version.reason = "augmented";
    version.created = kNow;
    static_cast<void>(SqlCopyVersions(to.versions).add(version));
  }

  core::TemporaryFolder folder_;
  StorePlaces first_ = files(folder_.path() / "first");
  StorePlaces last_ = files(folder_.path() / "last");
};

std::vector<std::string> lines(const std::vector<MovedTable>& moved) {
  std::vector<std::string> all;
  for (const auto& table : moved) {
    all.push_back(table.part + "." + table.table + " " + std::to_string(table.rows) + " " +
                  table.sha256);
  }
  return all;
}

TEST_F(MoveStores, ARoundTripOverAServerLosesNothing) {
  fill(first_);
  const auto out = move(first_, server());
  const auto back = move(server(), last_);
  EXPECT_EQ(lines(out), lines(back));
  EXPECT_EQ(lines(move(last_, files(folder_.path() / "again"))), lines(out));
  EXPECT_THAT(lines(out), testing::Contains(testing::StartsWith("work.master 450 ")));
  EXPECT_THAT(lines(out), testing::Contains(testing::StartsWith("access.access_log 3 ")));
}

TEST_F(MoveStores, WorkAndNumbersGoOnWhereTheyStood) {
  fill(first_);
  move(first_, server());
  SqlWorkStore work(server().work);
  EXPECT_THAT(work.inconsistencies(), testing::IsEmpty());
  work.registerWorker("w2", "host", 1, "lock", kNow);
  const auto lease = work.claim("w2", kNow);
  work.finishRead(*lease, core::PageMark::kKept, core::sha256("read"), kNow);
  const auto master = work.addMaster("b1", "x", "x", core::sha256("new"), 1, kNow);
  EXPECT_EQ(master.id, 451);
  EXPECT_EQ(work.balance("b1").stored, work.balance("b1").fed);
  EXPECT_EQ(SqlRegister(server().entries).open("p01", "c", kNow).number, 3);
  SqlAccessBook book(server().access);
  book.log({{.at = kNow, .client = "c"}});
  EXPECT_EQ(book.logProblem(), "");
}

TEST_F(MoveStores, ANumberThatIsGoneIsNotGivenAgainOnEitherEngine) {
  fill(first_);
  sqlite::Database before(std::get<std::filesystem::path>(first_.work), std::chrono::seconds(1));
  const auto last = before.value("SELECT seq FROM sqlite_sequence WHERE name = 'job'");
  before.run("DELETE FROM job WHERE id > ?", last - 50);
  move(first_, server());
  move(server(), last_);
  sqlite::Database after(std::get<std::filesystem::path>(last_.work), std::chrono::seconds(1));
  EXPECT_EQ(after.value("SELECT seq FROM sqlite_sequence WHERE name = 'job'"), last);
  EXPECT_EQ(after.value("SELECT count(*) FROM sqlite_sequence WHERE name = 'job'"), 1);
}

TEST_F(MoveStores, CopiesAreFoundByTheirWordsOnTheOtherSide) {
  fill(first_);
  move(first_, server());
  core::SearchQuery query;
  query.words = "khai sinh 2/QĐ-UBND";
  const auto found = SqlCatalogue(server().catalogue).search(query);
  ASSERT_EQ(found.hits.size(), 1U);
  EXPECT_EQ(found.hits[0].id, "copy2");
}

TEST_F(MoveStores, NothingIsCopiedOverWhatIsThere) {
  fill(first_);
  SqlOutbox(last_.outbox).add("tinh", {"another"}, kNow);
  EXPECT_EQ(slugOf([&] { move(first_, last_); }), "store.not_empty");
  EXPECT_TRUE(SqlOutbox(last_.outbox).find("tinh", "another"));
}

TEST_F(MoveStores, WhileSomebodyWritesNothingIsMoved) {
  fill(first_);
  move(first_, server());
  const auto writer = openDatabase(server().work, workSchema(), std::chrono::seconds(1));
  const sql::Transaction open(*writer);
  writer->run("UPDATE lane_turn SET passed_over = 1 WHERE lane = 'case'");
  EXPECT_EQ(slugOf([&] { move(server(), last_); }), core::kStoreBusy.slug);
}

TEST_F(MoveStores, AMoveThatDiesLeavesATargetThatIsRefusedUntilItIsDoneAgain) {
  fill(first_);
  const auto place = server();
  for (const int hit : {1, 3, 9}) {
    for (const auto& to : {place, last_}) {
      conformance::ForkedProcess victim([&](int) {
        core::armFaults(R"({"rules": [{"at": "move.rows", "hit": )" + std::to_string(hit) +
                        R"(, "do": "crash"}]})");
        move(first_, to);
      });
      EXPECT_EQ(victim.exitCode(), -1);
      EXPECT_EQ(slugOf([&] { SqlWorkStore{to.work}; }), kUnfinished.slug);
    }
  }
  EXPECT_EQ(lines(move(first_, place)), lines(move(first_, last_)));
  EXPECT_EQ(SqlWorkStore(place.work).balance("b1").fed, SqlWorkStore(last_.work).balance("b1").fed);
}

TEST_F(MoveStores, BothEnginesHaveTheSameTablesAndColumns) {
  for (const auto* schema :
       {&workSchema(), &catalogueSchema(), &registerSchema(), &accessSchema(), &outboxSchema()}) {
    const auto tables = tablesOf(*schema);
    EXPECT_FALSE(tables.empty());
    for (const auto& place : {server().work, Location(Memory{"tables"})}) {
      const auto connection = openDatabase(place, *schema, std::chrono::seconds(1));
      EXPECT_EQ(slugOf([&] { requireTables(*connection, tables); }), "") << schema->name;
    }
  }
}

}  // namespace
}  // namespace sohoa::store
