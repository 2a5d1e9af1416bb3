#pragma once

#include "core/ports/errors.h"
#include "tests/conformance/work_store_fixture.h"

namespace sohoa::conformance {

using core::PageMark;
using core::Stage;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_P(WorkStoreConformance, AMasterComesWithItsInputAndItsOpenJob) {
  const auto master = add("in/a.tif");
  EXPECT_EQ(master.batch, "b1");
  EXPECT_EQ(master.name, "a.tif");
  EXPECT_EQ(master.state, core::MasterState::kStored);
  const auto inputs = store_->inputs("b1");
  ASSERT_THAT(inputs, SizeIs(1));
  EXPECT_EQ(inputs[0].master, master.id);
  EXPECT_FALSE(inputs[0].duplicate);
  EXPECT_EQ(claim(Stage::kOpen).subject, master.id);
}

TEST_P(WorkStoreConformance, TheSamePathWithTheSameBytesAddsNothingInALaterBatch) {
  const auto first = add("in/a.tif");
  store_->createBatch({"b2", at(5)});
  EXPECT_EQ(add("in/a.tif", "b2").id, first.id);
  EXPECT_THAT(store_->inputs("b2"), IsEmpty());
  EXPECT_THAT(store_->masters("b2"), IsEmpty());
  EXPECT_EQ(store_->progress("b1").jobs_open, 1);
  EXPECT_EQ(store_->balance("b2").fed, 0);
}

TEST_P(WorkStoreConformance, TheSameBytesUnderAnotherPathAreLinkedAndNotFedAgain) {
  const auto first = add("in/a.tif");
  store_->createBatch({"b2", at(5)});
  const auto again =
      store_->addMaster("b2", "copy.tif", "copy.tif", first.sha256, first.size, at(6));
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.batch, "b1");
  const auto inputs = store_->inputs("b2");
  ASSERT_THAT(inputs, SizeIs(1));
  EXPECT_TRUE(inputs[0].duplicate);
  EXPECT_EQ(inputs[0].master, first.id);
  EXPECT_EQ(store_->balance("b2").fed, 0);
  EXPECT_EQ(store_->progress("b2").jobs_open, 0);
}

TEST_P(WorkStoreConformance, OtherBytesUnderTheSamePathAreANewMaster) {
  const auto first = add("in/a.tif");
  const auto second =
      store_->addMaster("b1", "in/a.tif", "a.tif", core::sha256("rescanned"), 9, at(2));
  EXPECT_NE(second.id, first.id);
  EXPECT_EQ(store_->balance("b1").fed, 2);
}

TEST_P(WorkStoreConformance, AnIntakeShowsByItsNewestFileUntilItEnds) {
  EXPECT_FALSE(store_->progress("b1").taking);
  store_->createBatch({.id = "b1", .created = at(5), .taking = true});
  EXPECT_EQ(store_->progress("b1").taking, at(5));
  static_cast<void>(
      store_->addMaster("b1", "in/a.tif", "a.tif", core::sha256("bytes"), 100, at(7)));
  store_->addRefusedInput("b1", "in/b.tif", failure("torn"), at(9));
  store_->createBatch({"b1", at(20)});  // said again by one that takes nothing in
  EXPECT_EQ(store_->progress("b1").taking, at(9));
  store_->createBatch({.id = "b2", .created = at(8), .taking = true});
  store_->endTaking("b1");
  EXPECT_FALSE(store_->progress("b1").taking);
  EXPECT_EQ(store_->progress("b2").taking, at(8));
}

TEST_P(WorkStoreConformance, FindsAMasterByItsBytes) {
  const auto master = add("in/a.tif");
  ASSERT_TRUE(store_->findMaster(master.sha256));
  EXPECT_EQ(store_->findMaster(master.sha256)->id, master.id);
  EXPECT_FALSE(store_->findMaster(core::sha256("never seen")));
}

TEST_P(WorkStoreConformance, ARefusedInputIsShownAndNotFed) {
  store_->addRefusedInput("b1", "in/locked.tif", failure("scan.unreadable"), at(1));
  ASSERT_THAT(store_->inputs("b1"), SizeIs(1));
  EXPECT_EQ(store_->inputs("b1")[0].error_slug, "scan.unreadable");
  EXPECT_EQ(store_->balance("b1").fed, 0);
  const auto items = store_->quarantined("b1");
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].path, "in/locked.tif");
  EXPECT_EQ(items[0].master, 0);
  EXPECT_NE(slugOf([&] { store_->retryQuarantined(items[0].id, at(2)); }), "");
  EXPECT_THAT(store_->quarantined("b1"), SizeIs(1));
}

TEST_P(WorkStoreConformance, ARefusedInputLeavesQuarantineWhenItComesInAfterAll) {
  store_->addRefusedInput("b1", "in/a.tif", failure("core.io"), at(1));
  store_->addRefusedInput("b1", "in/a.tif", failure("core.io"), at(2));
  EXPECT_THAT(store_->quarantined("b1"), SizeIs(1));
  add("in/a.tif");
  EXPECT_THAT(store_->quarantined("b1"), IsEmpty());
}

TEST_P(WorkStoreConformance, ABatchMadeAgainIsTheFirstOne) {
  store_->createBatch({"b1", at(1)});
  ASSERT_THAT(store_->batches(), SizeIs(1));
  EXPECT_EQ(store_->batches()[0].created, at(0));
}

TEST_P(WorkStoreConformance, UnknownRowsAreReportedAsSuch) {
  const std::string missing(core::kNoSuchItem.slug);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store_->master(99)); }), missing);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store_->page(99)); }), missing);
  EXPECT_EQ(slugOf([&] { static_cast<void>(store_->document(99)); }), missing);
  EXPECT_EQ(slugOf([&] { store_->retryQuarantined(99, at(1)); }), missing);
}

TEST_P(WorkStoreConformance, SheetsFedAreAccountedForAtEveryMoment) {
  openMaster("a.tif", 4);
  add("b.tif");
  const auto fed = [&] {
    const auto sheets = store_->balance("b1");
    EXPECT_EQ(sheets.fed,
              sheets.kept + sheets.blank + sheets.separator + sheets.quarantined + sheets.waiting);
    EXPECT_EQ(sheets.fed, sheets.stored);
    return sheets.fed;
  };
  EXPECT_EQ(fed(), 5);  // the unopened file counts as one sheet
  for (const auto mark : {PageMark::kKept, PageMark::kBlank, PageMark::kSeparator}) readPage(mark);
  EXPECT_EQ(fed(), 5);
  store_->quarantine(claim(Stage::kRead), failure("core.timed_out"), at(10));
  EXPECT_EQ(fed(), 5);
  store_->quarantine(claim(Stage::kOpen), failure("scan.damaged"), at(10));
  EXPECT_EQ(fed(), 5);
  EXPECT_EQ(store_->balance("b1").quarantined, 5);
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreConformance, TheBalanceClosesOnceEveryCopyIsDelivered) {
  openMaster("a.tif", 4);
  for (const auto mark :
       {PageMark::kKept, PageMark::kBlank, PageMark::kKept, PageMark::kSeparator}) {
    readPage(mark);
  }
  store_->finishCompose(claim(Stage::kCompose), {paper({0}), paper({2})}, at(10));
  EXPECT_EQ(store_->balance("b1").waiting, 2);
  EXPECT_FALSE(store_->balance("b1").closes());
  deliverOne();
  deliverOne();
  const auto sheets = store_->balance("b1");
  EXPECT_EQ(sheets.kept, 2);
  EXPECT_EQ(sheets.blank, 1);
  EXPECT_EQ(sheets.separator, 1);
  EXPECT_EQ(sheets.waiting, 0);
  EXPECT_TRUE(sheets.closes());
  const auto progress = store_->progress("b1");
  EXPECT_EQ(progress.jobs_open, 0);
  EXPECT_EQ(progress.pages_done, 4);
  EXPECT_EQ(progress.pages_total, 4);
  EXPECT_EQ(progress.copies_done, 2);
  EXPECT_EQ(progress.copies_total, 2);
}

}  // namespace sohoa::conformance
