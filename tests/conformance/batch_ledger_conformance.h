#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "core/file.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/package_shelf.h"
#include "tests/conformance/finished_elsewhere.h"
#include "tests/support/slug_of.h"

// What every BatchLedger and PackageShelf must do, beside the WorkStore they share rows with.
namespace sohoa::conformance {

// All three open the same place, made when absent, for the same folder.
struct LedgerMaker {
  std::string name;
  std::function<std::unique_ptr<core::WorkStore>(const std::filesystem::path& folder)> store;
  std::function<std::unique_ptr<core::BatchLedger>(const std::filesystem::path& folder)> ledger;
  std::function<std::unique_ptr<core::PackageShelf>(const std::filesystem::path& folder)> shelf;
};
inline std::ostream& operator<<(std::ostream& out, const LedgerMaker& maker) {
  return out << maker.name;
}

class BatchLedgerConformance : public testing::TestWithParam<LedgerMaker> {
 protected:
  void SetUp() override {
    store_->createBatch({"b1", moment(0)});
    store_->registerWorker("w1", "host", 1, "w1.lock", moment(0));
  }
  static core::Timestamp moment(int seconds) {
    return core::Timestamp(std::chrono::seconds(1'800'000'000 + seconds));
  }
  void TearDown() override { EXPECT_THAT(store_->inconsistencies(), testing::IsEmpty()); }

  core::MasterRow add(const std::string& path) {
    return store_->addMaster("b1", path, std::filesystem::path(path).filename().string(),
                             core::sha256(path), 10, moment(1));
  }
  core::Lease claim(core::Stage stage) {
    auto lease = store_->claim("w1", moment(10));
    EXPECT_TRUE(lease);
    EXPECT_EQ(core::slug(lease->stage), core::slug(stage));
    return *lease;
  }
  // Opens a one-page master and reads it.
  void read() {
    store_->finishOpen(claim(core::Stage::kOpen), {0}, moment(2));
    store_->finishRead(claim(core::Stage::kRead), core::PageMark::kKept, core::sha256("r"),
                       moment(3));
  }
  void compose(const std::optional<std::string>& secret = {}) {
    core::Document paper;
    paper.pages = {0};
    paper.kind = "cong_van";
    paper.secret = secret;
    store_->finishCompose(claim(core::Stage::kCompose), {paper}, moment(4));
  }
  void finishPdfs(int count) {
    for (int i = 0; i < count; ++i) {
      const auto stage = std::array{core::Stage::kAssemble,
                                    core::Stage::kSignOperator}[static_cast<std::size_t>(i)];
      store_->finishPdf(claim(stage), core::sha256("pdf" + std::to_string(i)), moment(5));
    }
  }
  core::Failure failure_{"test.torn", "rách", "torn", {}};
  core::TemporaryFolder folder_;
  std::unique_ptr<core::WorkStore> store_ = GetParam().store(folder_.path());
  std::unique_ptr<core::BatchLedger> ledger_ = GetParam().ledger(folder_.path());
};

TEST_P(BatchLedgerConformance, AMasterKnowsTheCaseFileOfThePathThatBroughtIt) {
  ledger_->place("b1", {"/s/H1/a.pdf", "H1", {{"box", "H1"}}});
  ledger_->place("b1", {"/s/H2/b.pdf", "H2", {}});
  const auto id = add("/s/H1/a.pdf").id;
  EXPECT_EQ(store_->master(id).case_file, "H1");
  store_->addMaster("b1", "/s/H2/b.pdf", "b.pdf", core::sha256("/s/H1/a.pdf"), 10, moment(1));
  EXPECT_EQ(store_->master(id).case_file, "H1");
  EXPECT_EQ(store_->master(add("/s/c.pdf").id).case_file, "");
  const auto places = ledger_->places("b1");
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0], (core::CasePlace{"/s/H1/a.pdf", "H1", {{"box", "H1"}}}));
}

TEST_P(BatchLedgerConformance, WhatIsSaidOfAScanLastBeforeItComesInHolds) {
  const core::Said last{{{"ho_ten", "An"}}, {1, 4}, {{0, 1}, {4, 3}}};
  ledger_->say(core::sha256("a"), {{{"ho_ten", "Ba"}}, {}});
  ledger_->say(core::sha256("a"), last);
  ledger_->say(core::sha256("b"), last);
  ledger_->say(core::sha256("b"), {});
  const auto one = add("a").id;
  const auto other = add("b").id;
  for (const auto& late : {core::Said{{{"ho_ten", "Ba"}}, {}}, core::Said{}}) {
    ledger_->say(core::sha256("a"), late);
    ledger_->say(core::sha256("b"), late);
    EXPECT_EQ(store_->master(one).said, last) << "its work has begun with that";
    EXPECT_TRUE(store_->master(other).said.empty()) << "its work has begun without";
  }
}

TEST_P(BatchLedgerConformance, TheBalanceCountsSecondImagesThatAreThere) {
  ledger_->say(core::sha256("a"), {{}, {1, 4}});
  add("a");
  EXPECT_EQ(store_->balance("b1").second_images, 0);
  store_->finishOpen(claim(core::Stage::kOpen), {0, 0, 0}, moment(2));
  EXPECT_EQ(store_->balance("b1").second_images, 1);
}

TEST_P(BatchLedgerConformance, WhatIsSaidOfASecretScanGoesWhenItIsSealed) {
  ledger_->say(core::sha256("a"), {{{"ho_ten", "An"}}, {1, 4}});
  const auto id = add("a").id;
  read();
  compose("MẬT");
  store_->recordSealed(id, core::sha256("sealed"), moment(9));
  EXPECT_TRUE(store_->master(id).said.empty());
  ledger_->say(core::sha256("a"), {{{"ho_ten", "An"}}, {1, 4}});
  EXPECT_TRUE(store_->master(id).said.empty());
}

TEST_P(BatchLedgerConformance, AMasterInQuarantineStartsAgainFromItsBytes) {
  const auto id = add("a").id;
  store_->finishOpen(claim(core::Stage::kOpen), {0}, moment(2));
  store_->quarantine(claim(core::Stage::kRead), failure_, moment(3));
  ledger_->startAgain(id, {"ocr.language=vie"}, moment(6));
  EXPECT_THAT(store_->quarantined("b1"), testing::IsEmpty());
  EXPECT_EQ(store_->balance("b1").fed, 1);
  const auto lease = claim(core::Stage::kOpen);
  EXPECT_EQ(lease.subject, id);
  EXPECT_THAT(ledger_->settingsFor(lease), testing::ElementsAre("ocr.language=vie"));
  store_->finishOpen(lease, {0}, moment(7));
  const auto page = claim(core::Stage::kRead);
  EXPECT_THAT(ledger_->settingsFor(page), testing::ElementsAre("ocr.language=vie"));
  store_->finishRead(page, core::PageMark::kKept, core::sha256("r"), moment(8));
  compose();
  const auto paper = claim(core::Stage::kAssemble);
  EXPECT_THAT(ledger_->settingsFor(paper), testing::ElementsAre("ocr.language=vie"));
  store_->release(paper);
}

TEST_P(BatchLedgerConformance, StartingAgainWithoutSettingsForgetsEarlierOnes) {
  const auto id = add("a").id;
  ledger_->startAgain(id, {"ocr.language=eng"}, moment(2));
  ledger_->startAgain(id, {}, moment(3));
  const auto lease = claim(core::Stage::kOpen);
  EXPECT_THAT(ledger_->settingsFor(lease), testing::IsEmpty());
  EXPECT_FALSE(store_->claim("w1", moment(10)));  // one job, not three
}

TEST_P(BatchLedgerConformance, AnUnsignedPaperIsMadeAnew) {
  const auto id = add("a").id;
  read();
  compose();
  finishPdfs(1);
  ledger_->startAgain(id, {}, moment(6));
  EXPECT_THAT(store_->documents("b1"), testing::IsEmpty());
  read();
  compose();
  EXPECT_EQ(store_->documents("b1").size(), 1U);
}

TEST_P(BatchLedgerConformance, WhatCarriesASignatureStands) {
  const auto id = add("a").id;
  read();
  compose();
  finishPdfs(2);
  EXPECT_EQ(test::slugOf([&] { ledger_->startAgain(id, {}, moment(6)); }), "store.copy_stands");
  EXPECT_TRUE(store_->documents("b1").front().operator_pdf);
}

TEST_P(BatchLedgerConformance, SecretsAndMastersInWorkAreLeftAlone) {
  const auto secret = add("a").id;
  read();
  compose("MẬT");
  EXPECT_EQ(test::slugOf([&] { ledger_->startAgain(secret, {}, moment(6)); }), "store.secret_held");
  const auto busy = add("b").id;
  const auto lease = claim(core::Stage::kOpen);
  EXPECT_EQ(test::slugOf([&] { ledger_->startAgain(busy, {}, moment(6)); }),
            "store.being_worked_on");
  store_->release(lease);
  EXPECT_EQ(test::slugOf([&] { ledger_->startAgain(4711, {}, moment(6)); }), "store.no_such_item");
}

TEST_P(BatchLedgerConformance, ABalanceIsSignedOffOnlyWhenItCloses) {
  EXPECT_EQ(test::slugOf([&] { ledger_->signOff("b1", "An", "", moment(9)); }),
            "store.balance_open");
  add("a");
  EXPECT_EQ(test::slugOf([&] { ledger_->signOff("b1", "An", "", moment(9)); }),
            "store.balance_open");
  EXPECT_EQ(test::slugOf([&] { ledger_->signOff("b0", "An", "", moment(9)); }),
            "store.no_such_item");
  store_->quarantine(claim(core::Stage::kOpen), failure_, moment(3));
  const auto made = ledger_->signOff("b1", "Trần Thị Mẫu", "một tờ rách", moment(9));
  EXPECT_EQ(made.balance.quarantined, 1);
  const auto list = ledger_->signOffs("b1");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].person, "Trần Thị Mẫu");
  EXPECT_EQ(list[0].remark, "một tờ rách");
  EXPECT_EQ(list[0].at, moment(9));
  EXPECT_EQ(list[0].balance.fed, 1);
}

TEST_P(BatchLedgerConformance, WorkFinishedElsewhereCountsAsIfDoneHere) {
  const auto shelf = GetParam().shelf(folder_.path());
  const auto master = finishedElsewhere("a.pdf");
  EXPECT_TRUE(shelf->takeOver(master, moment(5)));
  EXPECT_FALSE(shelf->takeOver(master, moment(6))) << "it is here already";
  const auto balance = store_->balance("b1");
  EXPECT_TRUE(balance.closes());
  EXPECT_EQ(balance.kept, 1);
  EXPECT_EQ(balance.blank, 1);
  EXPECT_EQ(store_->masters("b1").at(0).case_file, "H1");
  EXPECT_EQ(store_->documents("b1").at(0).agency_pdf, master.documents[0].agency_pdf);
  EXPECT_EQ(store_->jobsOpen(), 0);
}

TEST_P(BatchLedgerConformance, WhatAnotherBatchBroughtIsNotTakenOver) {
  const auto shelf = GetParam().shelf(folder_.path());
  store_->createBatch({"b2", moment(0)});
  auto master = finishedElsewhere("a.pdf");
  EXPECT_TRUE(shelf->takeOver(master, moment(5)));
  master.row.batch = "b2";
  EXPECT_EQ(test::slugOf([&] { shelf->takeOver(master, moment(6)); }), core::kDocumentKnown.slug);
  auto other = finishedElsewhere("b.pdf");
  other.documents[0].copy_id = master.documents[0].copy_id;
  EXPECT_EQ(test::slugOf([&] { shelf->takeOver(other, moment(6)); }), core::kDocumentKnown.slug);
  other = finishedElsewhere("c.pdf");
  other.documents[0].agency_pdf.reset();
  EXPECT_EQ(test::slugOf([&] { shelf->takeOver(other, moment(6)); }), core::kInternal.slug);
  EXPECT_EQ(store_->masters("b1").size(), 1U);
  EXPECT_THAT(store_->masters("b2"), testing::IsEmpty());
}

TEST_P(BatchLedgerConformance, SignOffsAndStatementsOfPackagesAreKeptOnce) {
  const auto shelf = GetParam().shelf(folder_.path());
  shelf->takeOver(finishedElsewhere("a.pdf"), moment(5));
  const core::SignOff sign_off{0, "b1", "An", "", moment(7), store_->balance("b1")};
  shelf->keepSignOff(sign_off);
  shelf->keepSignOff(sign_off);
  EXPECT_EQ(ledger_->signOffs("b1").size(), 1U);
  shelf->keepStatement("p1", "{}");
  shelf->keepStatement("p1", "[]");
  EXPECT_EQ(shelf->statement("p1"), "{}");
  EXPECT_FALSE(shelf->statement("p2"));
}

}  // namespace sohoa::conformance
