#include "store/sql_batch_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "store/sql_work_store.h"
#include "store/sqlite.h"
#include "tests/support/slug_of.h"

namespace sohoa::store {
namespace {

using core::Stage;
using test::slugOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

core::Timestamp at(int seconds) {
  return core::Timestamp(std::chrono::seconds(1'800'000'000 + seconds));
}

class BatchLedger : public testing::Test {
 protected:
  void SetUp() override {
    store_.createBatch({"b1", at(0)});
    store_.registerWorker("w1", "host", 1, "w1.lock", at(0));
  }
  void TearDown() override { EXPECT_THAT(store_.inconsistencies(), IsEmpty()); }

  core::MasterRow add(const std::string& path) {
    return store_.addMaster("b1", path, std::filesystem::path(path).filename().string(),
                            core::sha256(path), 10, at(1));
  }
  core::Lease claim(Stage stage) {
    auto lease = store_.claim("w1", at(10));
    EXPECT_TRUE(lease);
    EXPECT_EQ(slug(lease->stage), slug(stage));
    return *lease;
  }
  // Opens a one-page master and reads it.
  void read() {
    store_.finishOpen(claim(Stage::kOpen), {0}, at(2));
    store_.finishRead(claim(Stage::kRead), core::PageMark::kKept, core::sha256("r"), at(3));
  }
  void compose(const std::optional<std::string>& secret = {}) {
    core::Document paper;
    paper.pages = {0};
    paper.kind = "cong_van";
    paper.secret = secret;
    store_.finishCompose(claim(Stage::kCompose), {paper}, at(4));
  }
  void finishPdfs(int count) {
    for (int i = 0; i < count; ++i) {
      const auto stage =
          std::array{Stage::kAssemble, Stage::kSignOperator}[static_cast<std::size_t>(i)];
      store_.finishPdf(claim(stage), core::sha256("pdf" + std::to_string(i)), at(5));
    }
  }
  core::Failure failure_{"test.torn", "rách", "torn", {}};
  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "work.db";
  SqlWorkStore store_{file_};
  SqlBatchLedger ledger_{file_};
};

TEST_F(BatchLedger, AMasterKnowsTheCaseFileOfThePathThatBroughtIt) {
  ledger_.place("b1", {"/s/H1/a.pdf", "H1", {{"box", "H1"}}});
  ledger_.place("b1", {"/s/H2/b.pdf", "H2", {}});
  const auto id = add("/s/H1/a.pdf").id;
  EXPECT_EQ(store_.master(id).case_file, "H1");
  store_.addMaster("b1", "/s/H2/b.pdf", "b.pdf", core::sha256("/s/H1/a.pdf"), 10, at(1));
  EXPECT_EQ(store_.master(id).case_file, "H1");
  EXPECT_EQ(store_.master(add("/s/c.pdf").id).case_file, "");
  const auto places = ledger_.places("b1");
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0], (core::CasePlace{"/s/H1/a.pdf", "H1", {{"box", "H1"}}}));
}

TEST_F(BatchLedger, WhatIsSaidOfAScanFirstHolds) {
  const core::Said first{{{"ho_ten", "An"}}, {1, 4}};
  ledger_.say(core::sha256("a"), first);
  ledger_.say(core::sha256("a"), {{{"ho_ten", "Ba"}}, {}});
  ledger_.say(core::sha256("b"), {});
  EXPECT_EQ(store_.master(add("a").id).said, first);
  const auto other = add("b").id;
  ledger_.say(core::sha256("b"), first);
  EXPECT_TRUE(store_.master(other).said.empty()) << "its work has begun without";
}

TEST_F(BatchLedger, TheBalanceCountsSecondImagesThatAreThere) {
  ledger_.say(core::sha256("a"), {{}, {1, 4}});
  add("a");
  EXPECT_EQ(store_.balance("b1").second_images, 0);
  store_.finishOpen(claim(Stage::kOpen), {0, 0, 0}, at(2));
  EXPECT_EQ(store_.balance("b1").second_images, 1);
}

TEST_F(BatchLedger, WhatIsSaidOfASecretScanGoesWhenItIsSealed) {
  ledger_.say(core::sha256("a"), {{{"ho_ten", "An"}}, {1, 4}});
  const auto id = add("a").id;
  read();
  compose("MẬT");
  store_.recordSealed(id, core::sha256("sealed"), at(9));
  EXPECT_TRUE(store_.master(id).said.empty());
  ledger_.say(core::sha256("a"), {{{"ho_ten", "An"}}, {1, 4}});
  EXPECT_TRUE(store_.master(id).said.empty());
}

TEST_F(BatchLedger, AMasterInQuarantineStartsAgainFromItsBytes) {
  const auto id = add("a").id;
  store_.finishOpen(claim(Stage::kOpen), {0}, at(2));
  store_.quarantine(claim(Stage::kRead), failure_, at(3));
  ledger_.startAgain(id, {"ocr.language=vie"}, at(6));
  EXPECT_THAT(store_.quarantined("b1"), IsEmpty());
  EXPECT_EQ(store_.balance("b1").fed, 1);
  const auto lease = claim(Stage::kOpen);
  EXPECT_EQ(lease.subject, id);
  EXPECT_THAT(ledger_.settingsFor(lease), ElementsAre("ocr.language=vie"));
  store_.finishOpen(lease, {0}, at(7));
  const auto page = claim(Stage::kRead);
  EXPECT_THAT(ledger_.settingsFor(page), ElementsAre("ocr.language=vie"));
  store_.finishRead(page, core::PageMark::kKept, core::sha256("r"), at(8));
  compose();
  const auto paper = claim(Stage::kAssemble);
  EXPECT_THAT(ledger_.settingsFor(paper), ElementsAre("ocr.language=vie"));
  store_.release(paper);
}

TEST_F(BatchLedger, StartingAgainWithoutSettingsForgetsEarlierOnes) {
  const auto id = add("a").id;
  ledger_.startAgain(id, {"ocr.language=eng"}, at(2));
  ledger_.startAgain(id, {}, at(3));
  const auto lease = claim(Stage::kOpen);
  EXPECT_THAT(ledger_.settingsFor(lease), IsEmpty());
  EXPECT_FALSE(store_.claim("w1", at(10)));  // one job, not three
}

TEST_F(BatchLedger, AnUnsignedPaperIsMadeAnew) {
  const auto id = add("a").id;
  read();
  compose();
  finishPdfs(1);
  ledger_.startAgain(id, {}, at(6));
  EXPECT_THAT(store_.documents("b1"), IsEmpty());
  read();
  compose();
  EXPECT_EQ(store_.documents("b1").size(), 1U);
}

TEST_F(BatchLedger, WhatCarriesASignatureStands) {
  const auto id = add("a").id;
  read();
  compose();
  finishPdfs(2);
  EXPECT_EQ(slugOf([&] { ledger_.startAgain(id, {}, at(6)); }), "store.copy_stands");
  EXPECT_TRUE(store_.documents("b1").front().operator_pdf);
}

TEST_F(BatchLedger, SecretsAndMastersInWorkAreLeftAlone) {
  const auto secret = add("a").id;
  read();
  compose("MẬT");
  EXPECT_EQ(slugOf([&] { ledger_.startAgain(secret, {}, at(6)); }), "store.secret_held");
  const auto busy = add("b").id;
  const auto lease = claim(Stage::kOpen);
  EXPECT_EQ(slugOf([&] { ledger_.startAgain(busy, {}, at(6)); }), "store.being_worked_on");
  store_.release(lease);
  EXPECT_EQ(slugOf([&] { ledger_.startAgain(4711, {}, at(6)); }), "store.no_such_item");
}

TEST_F(BatchLedger, ABalanceIsSignedOffOnlyWhenItCloses) {
  EXPECT_EQ(slugOf([&] { ledger_.signOff("b1", "An", "", at(9)); }), "store.balance_open");
  add("a");
  EXPECT_EQ(slugOf([&] { ledger_.signOff("b1", "An", "", at(9)); }), "store.balance_open");
  EXPECT_EQ(slugOf([&] { ledger_.signOff("b0", "An", "", at(9)); }), "store.no_such_item");
  store_.quarantine(claim(Stage::kOpen), failure_, at(3));
  const auto made = ledger_.signOff("b1", "Trần Thị Mẫu", "một tờ rách", at(9));
  EXPECT_EQ(made.balance.quarantined, 1);
  const auto list = ledger_.signOffs("b1");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].person, "Trần Thị Mẫu");
  EXPECT_EQ(list[0].remark, "một tờ rách");
  EXPECT_EQ(list[0].at, at(9));
  EXPECT_EQ(list[0].balance.fed, 1);
}

TEST_F(BatchLedger, WhatWasSignedOffStaysWhoeverWrites) {
  add("a");
  store_.quarantine(claim(Stage::kOpen), failure_, at(3));
  static_cast<void>(ledger_.signOff("b1", "An", "", at(9)));
  sqlite::Database database(file_, std::chrono::seconds(1));
  for (const char* sql : {"DELETE FROM sign_off", "UPDATE sign_off SET person = 'x'",
                          "INSERT OR REPLACE INTO sign_off SELECT id, batch, 'x', '', 0, 1, 1, 0, "
                          "0, 0, 1 FROM sign_off",
                          "INSERT INTO sign_off (batch, person, remark, at, fed, stored, kept, "
                          "blank, separator, quarantined) VALUES ('b1','x','',0,2,2,1,0,0,0)"}) {
    EXPECT_NE(slugOf([&] { database.execute(sql); }), "") << sql;
  }
  EXPECT_EQ(ledger_.signOffs("b1").front().person, "An");
}

}  // namespace
}  // namespace sohoa::store
