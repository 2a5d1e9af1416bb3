#pragma once

#include "tests/conformance/work_store_secrets.h"

// What an UpkeepBook must do, beside the WorkStore it shares rows with.
namespace sohoa::conformance {

using core::BlobState;

TEST_P(WorkStoreConformance, BlobsComeUpForACheckOldestFirstAndAgainWhenTheirTimeIsOver) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto early = add("early.tif").sha256;
  const auto elsewhere = core::sha256("certified");
  book->takeStock({elsewhere}, at(10));
  const auto late = add("late.tif").sha256;
  book->takeStock({elsewhere}, at(20));
  book->recordCheck(elsewhere, BlobState::kGood, false, at(30));
  EXPECT_EQ(book->stock().blobs, 3);
  EXPECT_EQ(book->stock().oldest, at(10));
  auto due = book->due(at(100), 10);
  ASSERT_THAT(due, SizeIs(3));
  EXPECT_EQ(due[0].id, early);
  EXPECT_EQ(due[1].id, late);
  EXPECT_EQ(due[2].id, elsewhere);
  EXPECT_THAT(book->due(at(100), 1), SizeIs(1));
  EXPECT_THAT(book->due(at(10), 10), IsEmpty());
  book->recordCheck(early, BlobState::kGood, false, at(200));
  EXPECT_THAT(book->due(at(100), 10), SizeIs(2));
}

TEST_P(WorkStoreConformance, BlobsThatNoRowNamesAnyMoreAreForgotten) {
  const auto book = GetParam().upkeep(folder_.path());
  compose("a.tif", 1, {secretPaper({0})});
  const auto elsewhere = core::sha256("certified");
  book->takeStock({elsewhere}, at(10));
  const auto before = book->stock().blobs;
  store_->recordSealed(store_->masters("b1").at(0).id, core::sha256("sealed"), at(11));
  book->takeStock({}, at(12));
  EXPECT_EQ(book->stock().blobs, before - 2);  // the master, its result, the certified; the sealed
}

TEST_P(WorkStoreConformance, DamageIsCountedOnceUntilItIsMended) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto id = add("a.tif").sha256;
  book->takeStock({}, at(10));
  book->recordCheck(id, BlobState::kDamaged, false, at(11));
  book->recordCheck(id, BlobState::kMissing, false, at(12));
  auto stock = book->stock();
  EXPECT_EQ(stock.bad, 1);
  EXPECT_EQ(stock.damaged, 1);
  EXPECT_EQ(stock.checks, 2);
  EXPECT_EQ(book->due(at(100), 1).at(0).state, BlobState::kMissing);
  book->recordCheck(id, BlobState::kGood, true, at(13));
  stock = book->stock();
  EXPECT_EQ(stock.bad, 0);
  EXPECT_EQ(stock.damaged, 1);
  EXPECT_EQ(stock.repaired, 1);
}

TEST_P(WorkStoreConformance, SealedBytesAreToBeRemovedUntilTheyAreAndAgainWhenTheyComeBack) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto master = compose("a.tif", 1, {secretPaper({0})});
  const auto result = *store_->pages(master.id).at(0).result;
  EXPECT_THAT(book->toRemove(), IsEmpty());
  store_->recordSealed(master.id, core::sha256("sealed"), at(10));
  EXPECT_THAT(book->toRemove(), testing::UnorderedElementsAre(master.sha256, result));
  const auto seen = book->letGoAfter(0);
  EXPECT_THAT(seen.ids, SizeIs(2));
  book->recordRemoved(master.sha256, at(11));
  EXPECT_THAT(book->toRemove(), ElementsAre(result));
  book->recordRemoved(result, at(11));
  EXPECT_THAT(book->toRemove(), IsEmpty());
  EXPECT_THAT(book->letGoAfter(seen.last).ids, IsEmpty());
  EXPECT_EQ(add("a.tif").id, master.id);
  EXPECT_THAT(book->toRemove(), ElementsAre(master.sha256));
  EXPECT_THAT(book->letGoAfter(seen.last).ids, ElementsAre(master.sha256));
}

TEST_P(WorkStoreConformance, ADisposedDocumentLetsGoOfItsOwnAndTheMasterGoesWithTheLast) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto master = compose("a.tif", 2, {paper({0}), paper({1})});
  deliverOne();
  deliverOne();
  const auto documents = store_->documents("b1");
  book->takeStock({}, at(20));
  const auto all = book->stock().blobs;
  for (const int i : {0, 1}) {
    const auto& copy = documents.at(static_cast<std::size_t>(i)).copy_id;
    book->dispose(copy, core::sha256("content"), at(21));
    book->dispose(copy, core::sha256("content"), at(22));
    // Three PDFs and a page; with the last document also the master.
    EXPECT_THAT(book->toRemove(), SizeIs(i == 0 ? 4 : 9));
    EXPECT_THAT(store_->sealedAway(), SizeIs(i == 0 ? 4 : 9));
  }
  EXPECT_THAT(book->toRemove(), testing::Contains(master.sha256));
  book->takeStock({}, at(23));
  EXPECT_EQ(book->stock().blobs, all - 9);
  int named = 0;
  store_->forEachBlobReference([&](const core::Sha256&, const std::string&) { ++named; });
  EXPECT_EQ(named, 0);
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreConformance, NothingThatWasReadFromADisposedPaperStays) {
  const auto book = GetParam().upkeep(folder_.path());
  auto document = paper({0});
  document.fields["ho_ten"] = {"NGUYEN VAN A", "", 1, 0, {}, "rule"};
  document.file_name = "nguyen-van-a";
  compose("a.tif", 1, {document});
  deliverOne();
  book->dispose(store_->documents("b1").at(0).copy_id, core::sha256("content"), at(21));
  const auto left = store_->documents("b1").at(0).document;
  EXPECT_TRUE(left.fields.empty());
  EXPECT_EQ(left.file_name, "");
  EXPECT_EQ(left.kind, "quyet_dinh");
}

TEST_P(WorkStoreConformance, WhatAnotherRowStillNeedsIsNotRemoved) {
  const auto book = GetParam().upkeep(folder_.path());
  openMaster("a.tif", 2);
  const auto same = core::sha256("both pages say the same");
  for (int i = 0; i < 2; ++i) {
    store_->finishRead(claim(Stage::kRead), core::PageMark::kKept, same, at(10));
  }
  store_->finishCompose(claim(Stage::kCompose), {paper({0}), paper({1})}, at(10));
  deliverOne();
  deliverOne();
  const auto documents = store_->documents("b1");
  book->dispose(documents.at(0).copy_id, core::sha256("content"), at(21));
  EXPECT_THAT(book->toRemove(), testing::Not(testing::Contains(same)));
  book->dispose(documents.at(1).copy_id, core::sha256("content"), at(21));
  EXPECT_THAT(book->toRemove(), testing::Contains(same));
}

TEST_P(WorkStoreConformance, ACopyWithoutADocumentLetsGoOfItsContentAlone) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto content = core::sha256("certified");
  book->dispose("c-1", content, at(10));
  book->dispose("c-1", content, at(10));
  EXPECT_THAT(book->toRemove(), ElementsAre(content));
  book->recordRemoved(content, at(12));
  EXPECT_THAT(store_->sealedAway(), ElementsAre(content));
  book->dispose("c-1", content, at(10));
  EXPECT_THAT(book->toRemove(), IsEmpty());
}

TEST_P(WorkStoreConformance, BytesThatCameInAgainAndAreTakenAwayAgainAreLetGoAgainOnce) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto content = core::sha256("certified");
  book->dispose("c-1", content, at(10));
  book->recordRemoved(content, at(12));
  for (int run = 0; run < 3; ++run) {
    book->dispose("c-1", content, at(10));
    book->dispose("c-2", content, at(20));
  }
  EXPECT_THAT(book->toRemove(), ElementsAre(content));
  EXPECT_THAT(book->letGoAfter(0).ids, SizeIs(2));
  book->dispose("c-3", content, at(5));  // the clock was set back
  EXPECT_THAT(book->letGoAfter(0).ids, SizeIs(3));
}

TEST_P(WorkStoreConformance, WhatIsKeptForARowElsewhereIsToBeRemovedOnceItIsLetGoAgain) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto content = core::sha256("certified");
  book->dispose("c-1", content, at(10));
  book->recordKept(content);
  book->dispose("c-1", content, at(10));
  EXPECT_THAT(book->toRemove(), IsEmpty());
  book->dispose("c-2", content, at(11));
  EXPECT_THAT(book->toRemove(), ElementsAre(content));
}

TEST_P(WorkStoreConformance, WhatWasRemovedIsNotDueForACheckAnyMore) {
  const auto book = GetParam().upkeep(folder_.path());
  const auto master = compose("a.tif", 1, {secretPaper({0})});
  book->takeStock({}, at(10));
  const auto before = book->stock().blobs;
  EXPECT_TRUE(book->named(master.sha256));
  store_->recordSealed(master.id, core::sha256("sealed"), at(11));
  EXPECT_FALSE(book->named(master.sha256));
  EXPECT_TRUE(book->named(core::sha256("sealed")));
  book->recordRemoved(master.sha256, at(12));
  EXPECT_EQ(book->stock().blobs, before - 1);
  for (const auto& one : book->due(at(100), 10)) EXPECT_NE(one.id, master.sha256);
}

TEST_P(WorkStoreConformance, AnAnchorGoesForwardOnly) {
  const auto book = GetParam().upkeep(folder_.path());
  EXPECT_FALSE(book->anchor("log"));
  const core::UpkeepBook::Anchor fifth{5, core::sha256("five")};
  book->setAnchor("log", fifth, at(1));
  book->setAnchor("log", {4, core::sha256("four")}, at(2));
  book->setAnchor("log", {5, core::sha256("forged")}, at(2));
  EXPECT_EQ(book->anchor("log"), fifth);
  EXPECT_FALSE(book->anchor("other"));
}

}  // namespace sohoa::conformance
