#pragma once

#include "core/ports/errors.h"
#include "tests/conformance/work_store_intake.h"

namespace sohoa::conformance {

using core::DocumentState;
using core::MasterState;
using core::PageState;

TEST_P(WorkStoreConformance, LastPageAddsExactlyOneComposeJob) {
  const auto master = openMaster("a.tif", 3);
  readPage();
  readPage();
  EXPECT_EQ(store_->progress("b1").jobs_open, 1);
  readPage();
  EXPECT_EQ(store_->progress("b1").jobs_open, 1);
  EXPECT_EQ(claim(Stage::kCompose).subject, master.id);
  EXPECT_FALSE(store_->claim("w1", at(10)));
}

TEST_P(WorkStoreConformance, ADocumentWalksTheOrderOfLaw) {
  compose("a.tif", 2, {paper({0, 1})});
  const auto state = [&] { return store_->documents("b1").at(0).state; };
  EXPECT_EQ(state(), DocumentState::kDrafted);
  finishPdf(Stage::kAssemble);
  EXPECT_EQ(state(), DocumentState::kAssembled);
  finishPdf(Stage::kSignOperator);
  EXPECT_EQ(state(), DocumentState::kOperatorSigned);
  auto lease = claim(Stage::kExtract);
  auto document = store_->document(lease.subject).document;
  document.fields["so_ky_hieu"] = {"12/QĐ-UBND", "12/QĐ-UBND", 0.8, 0, {1, 2, 3, 4}, "number"};
  store_->finishExtract(lease, document, at(10));
  EXPECT_EQ(state(), DocumentState::kExtracted);
  finishPdf(Stage::kSignAgency);
  EXPECT_EQ(state(), DocumentState::kAgencySigned);
  store_->finishDeliver(claim(Stage::kDeliver), at(10));

  const auto row = store_->documents("b1").at(0);
  EXPECT_EQ(row.state, DocumentState::kDelivered);
  EXPECT_EQ(row.document.fields.at("so_ky_hieu").value, core::FieldContent("12/QĐ-UBND"));
  EXPECT_THAT(row.document.pages, ElementsAre(0, 1));
  EXPECT_EQ(row.base_pdf, pdf(row.id, Stage::kAssemble));
  EXPECT_EQ(row.operator_pdf, pdf(row.id, Stage::kSignOperator));
  EXPECT_EQ(row.agency_pdf, pdf(row.id, Stage::kSignAgency));
}

TEST_P(WorkStoreConformance, DocumentsOfAFileComeInTheOrderOfTheirPages) {
  compose("a.tif", 3, {paper({0}), paper({1, 2})});
  const auto documents = store_->documentsOf(store_->masters("b1").at(0).id);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_THAT(documents[0].document.pages, ElementsAre(0));
  EXPECT_THAT(documents[1].document.pages, ElementsAre(1, 2));
  EXPECT_THAT(store_->documentsOf(4711), IsEmpty());
}

TEST_P(WorkStoreConformance, DocumentsOfABatchComeInPagesThatMissNothing) {
  store_->createBatch({"b2", at(0)});
  add("a.tif");
  finishEverything();
  openMaster("blank.tif", 1);
  readPage(PageMark::kBlank);
  store_->finishCompose(claim(Stage::kCompose), {}, at(10));
  add("other.tif", "b2");
  add("c.tif");
  add("d.tif");
  finishEverything();
  const auto ids = [](const auto& rows) {
    std::vector<core::Id> all;
    for (const auto& row : rows) all.push_back(row.id);
    return all;
  };
  const auto all = ids(store_->documents("b1"));
  ASSERT_THAT(all, SizeIs(6));
  for (int limit = 1; limit <= 7; ++limit) {
    std::vector<core::Id> seen;
    std::optional<core::DocumentPlace> place = core::DocumentPlace{};
    while (place) {
      const auto page = store_->documentsAfter("b1", *place, limit);
      ASSERT_LE(page.rows.size(), static_cast<std::size_t>(limit));
      ASSERT_FALSE(page.rows.empty());
      for (const auto id : ids(page.rows)) seen.push_back(id);
      place = page.next;
    }
    EXPECT_EQ(seen, all) << limit;
  }
  EXPECT_THAT(store_->documentsAfter("b2", {}, 5).rows, SizeIs(2));
  EXPECT_THAT(store_->documentsAfter("b3", {}, 5).rows, IsEmpty());
}

TEST_P(WorkStoreConformance, EveryDocumentHasACopyIdOfItsOwn) {
  compose("a.tif", 2, {paper({0}), paper({1})});
  const auto documents = store_->documents("b1");
  ASSERT_THAT(documents, SizeIs(2));
  EXPECT_GE(documents[0].copy_id.size(), 16U);
  EXPECT_NE(documents[0].copy_id, documents[1].copy_id);
}

TEST_P(WorkStoreConformance, NoPageGetsLostOrUsedTwiceInComposition) {
  openMaster("a.tif", 2);
  readPage();
  readPage();
  const auto lease = claim(Stage::kCompose);
  const std::vector<std::vector<core::Document>> wrong = {{},
                                                          {paper({0})},
                                                          {paper({0, 1}), paper({1})},
                                                          {paper({0, 1, 2})},
                                                          {paper({0, 1}), paper({})},
                                                          {paper({0, 1}), paper({-1})}};
  for (const auto& documents : wrong) {
    EXPECT_EQ(slugOf([&] { store_->finishCompose(lease, documents, at(10)); }),
              core::kInternal.slug);
  }
  EXPECT_THAT(store_->documents("b1"), IsEmpty());
  store_->finishCompose(lease, {paper({1}), paper({0})}, at(10));
}

TEST_P(WorkStoreConformance, AMasterOfBlankPagesIsDoneWithoutDocuments) {
  const auto master = openMaster("a.tif", 2);
  readPage(PageMark::kBlank);
  readPage(PageMark::kSeparator);
  store_->finishCompose(claim(Stage::kCompose), {}, at(10));
  EXPECT_EQ(store_->master(master.id).state, MasterState::kComposed);
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreConformance, ExtractionCannotChangeThePages) {
  compose("a.tif", 2, {paper({0}), paper({1})});
  for (const auto stage : {Stage::kAssemble, Stage::kSignOperator}) finishPdf(stage);
  const auto lease = claim(Stage::kExtract);
  EXPECT_EQ(slugOf([&] {
              store_->finishExtract(lease, paper({0, 1}), at(10));
            }),
            core::kInternal.slug);
}

TEST_P(WorkStoreConformance, AFailedPageHoldsBackItsMasterWhileTheOthersAreRead) {
  const auto master = openMaster("a.tif", 3);
  readPage();
  store_->quarantine(claim(Stage::kRead), failure("core.timed_out"), at(10));
  EXPECT_EQ(store_->master(master.id).state, MasterState::kQuarantined);
  readPage();
  EXPECT_FALSE(store_->claim("w1", at(10)));
  const auto items = store_->quarantined(std::nullopt);
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].page, 1);
  EXPECT_EQ(items[0].path, "a.tif");
  EXPECT_EQ(items[0].master, master.id);
  EXPECT_EQ(store_->balance("b1").quarantined, 3);
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreConformance, AMasterIsComposedOnlyWhenItsLastFailedPageIsRead) {
  openMaster("a.tif", 2);
  for (int i = 0; i < 2; ++i) {
    store_->quarantine(claim(Stage::kRead), failure("core.timed_out"), at(10));
  }
  const auto items = store_->quarantined("b1");
  ASSERT_THAT(items, SizeIs(2));
  store_->retryQuarantined(items[0].id, at(10));
  readPage();
  EXPECT_FALSE(store_->claim("w1", at(10)));
  store_->retryQuarantined(items[1].id, at(10));
  EXPECT_EQ(store_->balance("b1").waiting, 2);
  readPage();
  claim(Stage::kCompose);
  EXPECT_THAT(store_->quarantined("b1"), IsEmpty());
}

TEST_P(WorkStoreConformance, ARetriedJobStartsWithFreshBudgets) {
  openMaster("a.tif", 1);
  for (int crash = 0; crash < 3; ++crash) {
    claim(Stage::kRead);
    store_->workerGone("w1", core::WorkerEnd::kCrashed, at(10));
    store_->registerWorker("w1", "host", 2, "w1.lock", at(10));
  }
  store_->retryQuarantined(store_->quarantined("b1").at(0).id, at(10));
  const auto lease = claim(Stage::kRead);
  EXPECT_EQ(lease.crashes, 0);
  EXPECT_EQ(lease.attempt, 0);
}

TEST_P(WorkStoreConformance, AFileThatCannotBeOpenedIsOneSheetAndCanBeRetried) {
  const auto master = add("a.tif");
  store_->quarantine(claim(Stage::kOpen), failure("scan.damaged"), at(10));
  EXPECT_EQ(store_->balance("b1").quarantined, 1);
  EXPECT_TRUE(store_->balance("b1").closes());
  const auto item = store_->quarantined("b1").at(0);
  EXPECT_FALSE(item.page);
  store_->retryQuarantined(item.id, at(10));
  EXPECT_EQ(store_->master(master.id).state, MasterState::kStored);
  finishEverything();
  EXPECT_EQ(store_->balance("b1").kept, 2);
}

TEST_P(WorkStoreConformance, AFailedCompositionCanBeRetried) {
  openMaster("a.tif", 1);
  readPage();
  store_->quarantine(claim(Stage::kCompose), failure("core.internal"), at(10));
  EXPECT_EQ(store_->balance("b1").quarantined, 1);
  store_->retryQuarantined(store_->quarantined("b1").at(0).id, at(10));
  finishEverything();
  EXPECT_EQ(store_->balance("b1").kept, 1);
}

TEST_P(WorkStoreConformance, AFailedDocumentWaitsAloneAndGoesOnWhereItStopped) {
  const std::vector<Stage> stages = {Stage::kAssemble, Stage::kSignOperator, Stage::kExtract,
                                     Stage::kSignAgency, Stage::kDeliver};
  for (const auto failing : stages) {
    SCOPED_TRACE(slug(failing));
    compose("in/" + std::string(slug(failing)), 2, {paper({0}), paper({1})});
    for (auto lease = store_->claim("w1", at(10)); lease; lease = store_->claim("w1", at(10))) {
      if (lease->stage == failing && store_->quarantined("b1").empty()) {
        store_->quarantine(*lease, failure("x.y"), at(10));
      } else {
        finishAny(*lease);
      }
    }
    const auto items = store_->quarantined("b1");
    ASSERT_THAT(items, SizeIs(1));
    EXPECT_EQ(items[0].page, 0);
    EXPECT_EQ(items[0].stage, failing);
    EXPECT_EQ(store_->balance("b1").quarantined, 1);
    store_->retryQuarantined(items[0].id, at(10));
    EXPECT_EQ(claim(failing).attempt, 0);
    store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(10));
    store_->registerWorker("w1", "host", 2, "w1.lock", at(10));
    finishEverything();
    EXPECT_TRUE(store_->balance("b1").closes());
    EXPECT_EQ(store_->balance("b1").quarantined, 0);
  }
}

TEST_P(WorkStoreConformance, EveryBlobIsNamedByTheRowThatNeedsIt) {
  compose("a.tif", 1, {paper({0})});
  deliverOne();
  std::vector<core::Sha256> ids;
  store_->forEachBlobReference([&](const core::Sha256& id, const std::string& row) {
    EXPECT_NE(row, "");
    ids.push_back(id);
  });
  const auto document = store_->documents("b1").at(0);
  EXPECT_THAT(ids, testing::UnorderedElementsAre(
                       core::sha256("bytes of a.tif"), *store_->pages(document.master)[0].result,
                       *document.base_pdf, *document.operator_pdf, *document.agency_pdf));
}

}  // namespace sohoa::conformance
