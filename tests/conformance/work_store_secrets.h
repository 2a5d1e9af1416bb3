#pragma once

#include "core/ports/errors.h"
#include "tests/conformance/work_store_intake.h"

namespace sohoa::conformance {

inline core::Document secretPaper(std::vector<int> pages) {
  auto document = paper(std::move(pages));
  document.secret = "TỐI MẬT";
  return document;
}

TEST_P(WorkStoreConformance, ASecretDocumentStopsThereAndItsPagesCountAsQuarantined) {
  compose("a.tif", 3, {paper({0}), secretPaper({1, 2})});
  const auto documents = store_->documents("b1");
  EXPECT_EQ(documents.at(1).state, core::DocumentState::kQuarantined);
  const auto items = store_->quarantined("b1");
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].code, "metadata.state_secret");
  EXPECT_EQ(items[0].page, 1);
  deliverOne();
  EXPECT_FALSE(store_->claim("w1", at(1000)));
  EXPECT_EQ(store_->balance("b1").quarantined, 2);
  EXPECT_EQ(store_->balance("b1").kept, 1);
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreConformance, ASecretCannotBeRetried) {
  compose("a.tif", 1, {secretPaper({0})});
  const auto item = store_->quarantined("b1").at(0).id;
  EXPECT_EQ(slugOf([&] { store_->retryQuarantined(item, at(10)); }), core::kSecretHeld.slug);
  EXPECT_FALSE(store_->claim("w1", at(1000)));
}

TEST_P(WorkStoreConformance, ASecretFoundByExtractionIsNotSignedByTheAgency) {
  compose("a.tif", 1, {paper({0})});
  finishPdf(Stage::kAssemble);
  finishPdf(Stage::kSignOperator);
  store_->finishExtract(claim(Stage::kExtract), secretPaper({0}), at(10));
  EXPECT_FALSE(store_->claim("w1", at(1000)));
  EXPECT_EQ(store_->quarantined("b1").at(0).code, "metadata.state_secret");
}

TEST_P(WorkStoreConformance, AMasterIsSealedWhenNothingElseNeedsItsBytes) {
  const auto master = compose("a.tif", 2, {paper({0}), secretPaper({1})});
  EXPECT_THAT(store_->mastersToSeal(), IsEmpty());
  EXPECT_NE(slugOf([&] { store_->recordSealed(master.id, core::sha256("early"), at(10)); }), "");
  deliverOne();
  EXPECT_THAT(store_->mastersToSeal(), ElementsAre(master.id));

  const auto sealed = core::sha256("sealed");
  store_->recordSealed(master.id, sealed, at(10));
  EXPECT_THAT(store_->mastersToSeal(), IsEmpty());
  const auto pages = store_->pages(master.id);
  EXPECT_THAT(store_->sealedAway(), testing::UnorderedElementsAre(master.sha256, *pages[1].result));
  std::vector<core::Sha256> ids;
  store_->forEachBlobReference(
      [&](const core::Sha256& id, const std::string&) { ids.push_back(id); });
  EXPECT_THAT(ids, testing::Contains(sealed));
  EXPECT_THAT(ids, testing::Contains(*pages[0].result));
  EXPECT_THAT(ids, testing::Not(testing::Contains(master.sha256)));
  EXPECT_THAT(ids, testing::Not(testing::Contains(*pages[1].result)));
}

TEST_P(WorkStoreConformance, TheFirstSealStands) {
  const auto master = compose("a.tif", 1, {secretPaper({0})});
  store_->recordSealed(master.id, core::sha256("first"), at(10));
  store_->recordSealed(master.id, core::sha256("second"), at(11));
  std::vector<std::string> rows;
  store_->forEachBlobReference([&](const core::Sha256& id, const std::string& row) {
    EXPECT_EQ(id, core::sha256("first"));
    rows.push_back(row);
  });
  EXPECT_THAT(rows, SizeIs(1));
}

TEST_P(WorkStoreConformance, AResultThatAnotherPageSharesIsNotSealedAway) {
  const auto master = openMaster("a.tif", 2);
  for (int i = 0; i < 2; ++i) {
    store_->finishRead(claim(Stage::kRead), PageMark::kKept, core::sha256("same"), at(10));
  }
  store_->finishCompose(claim(Stage::kCompose), {paper({0}), secretPaper({1})}, at(10));
  deliverOne();
  store_->recordSealed(master.id, core::sha256("sealed"), at(10));
  EXPECT_THAT(store_->sealedAway(), ElementsAre(master.sha256));
}

TEST_P(WorkStoreConformance, PdfsOfASecretFoundLateAreSealedAwayToo) {
  const auto master = compose("a.tif", 1, {paper({0})});
  finishPdf(Stage::kAssemble);
  finishPdf(Stage::kSignOperator);
  store_->finishExtract(claim(Stage::kExtract), secretPaper({0}), at(10));
  store_->recordSealed(master.id, core::sha256("sealed"), at(10));
  EXPECT_THAT(store_->sealedAway(), SizeIs(4));  // the master, its result, two PDFs
}

}  // namespace sohoa::conformance
