#include "pipeline/stage_runner.h"
#include "pipeline/copy_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "pipeline/doctor.h"
#include "tests/pipeline/fakes.h"
#include "tests/support/watched_blob_store.h"

namespace sohoa::pipeline {
namespace {

using core::Stage;
using testing::Bench;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(StageRunner, TakesASheetTheWayTheLawOrders) {
  Bench bench;
  bench.add("a", "1");
  EXPECT_THAT(bench.drain(), ElementsAre(Stage::kOpen, Stage::kRead, Stage::kCompose,
                                         Stage::kAssemble, Stage::kSignOperator, Stage::kExtract,
                                         Stage::kSignAgency, Stage::kDeliver));
  ASSERT_EQ(bench.warehouse.copies.size(), 1U);
  const auto& copy = bench.warehouse.copies.begin()->second;
  EXPECT_EQ(copy.subject, "079300000001");
  EXPECT_EQ(copy.text, "trang 0\n");
  EXPECT_EQ(core::readText(bench.blobs.localFile(copy.content)),
            "basetrang 0\n%%EOF\n+operator%%EOF+agency%%EOF");
}

TEST(StageRunner, BlankPagesAreCountedAndLeftOutOfTheCopy) {
  Bench bench;
  bench.add("a", "3");
  bench.drain();
  EXPECT_EQ(bench.warehouse.copies.begin()->second.text, "trang 0\ntrang 2\n");
  const auto balance = bench.store.balance("lo-1");
  EXPECT_EQ(balance.fed, 3);
  EXPECT_EQ(balance.blank, 1);
  EXPECT_EQ(balance.kept, 2);
  EXPECT_TRUE(balance.closes());
}

TEST(StageRunner, AResultWhoseBytesWentBeforeItsRowCameIsThereAgain) {
  Bench bench;
  sohoa::testing::WatchedBlobStore blobs(bench.blobs);
  std::set<Stage> removed;  // what was put is let go of elsewhere, once a stage
  StageRunner runner({bench.store, blobs, bench.opener, bench.reader, bench.documents,
                      bench.assembler, bench.signer, bench.verifier, bench.warehouse, bench.clock},
                     {bench.folder.path(), core::PadesLevel::kBT, true, "p01"});
  const auto master = bench.add("a", "1");
  while (const auto lease = bench.store.claim("w", bench.clock.now())) {
    blobs.after_put = [&](const core::Sha256& id) {
      if (removed.insert(lease->stage).second) bench.blobs.remove(id);
    };
    runner.run(*lease);
  }
  EXPECT_EQ(removed,
            (std::set{Stage::kRead, Stage::kAssemble, Stage::kSignOperator, Stage::kSignAgency}));
  EXPECT_TRUE(bench.blobs.contains(*bench.store.pages(master.id).front().result));
  const auto row = bench.store.documents("lo-1").at(0);
  for (const auto& pdf : {row.base_pdf, row.operator_pdf, row.agency_pdf}) {
    EXPECT_TRUE(bench.blobs.contains(*pdf));
  }
  EXPECT_EQ(bench.warehouse.copies.size(), 1U);
}

TEST(StageRunner, BytesThatCannotBePutOnceMoreAreTriedAgainAndThenTold) {
  for (const int failures : {2, 1000}) {
    Bench bench;
    sohoa::testing::WatchedBlobStore blobs(bench.blobs);
    int puts = 0;
    blobs.after_put = [&](const core::Sha256& id) {
      if (puts > failures) return;
      bench.blobs.remove(id);
      if (puts++ > 0) throw core::Error(testing::kLineDown, {});
    };
    std::vector<std::string> told;
    StageOptions options{.scratch = bench.folder.path(), .unit = "p01"};
    options.unsure = [&](const core::Error& error) { told.emplace_back(error.code().slug); };
    StageRunner runner(
        {bench.store, blobs, bench.opener, bench.reader, bench.documents, bench.assembler,
         bench.signer, bench.verifier, bench.warehouse, bench.clock},
        options);
    const auto master = bench.add("a", "1");
    for (int stage = 0; stage < 2; ++stage) {
      runner.run(*bench.store.claim("w", bench.clock.now()));
    }
    const auto page = bench.store.pages(master.id).front();
    EXPECT_EQ(page.state, core::PageState::kRead);
    EXPECT_EQ(bench.blobs.contains(*page.result), failures == 2);
    EXPECT_EQ(told.size(), failures == 2 ? 0U : 1U);
  }
}

TEST(StageRunner, WhatWasSaidOfAFileReachesItsDocument) {
  Bench bench;
  bench.ledger.say(core::sha256("1"), {{{"ma_ho_so", "H1"}, {"ho_ten", "An"}}, {}});
  bench.add("a", "1");
  bench.drain();
  const auto fields = bench.store.documents("lo-1").at(0).document.fields;
  EXPECT_TRUE(fields.contains("ma_ho_so"));
  EXPECT_TRUE(fields.contains("ho_ten"));
}

TEST(StageRunner, OfAFileWithOtherPapersADocumentTakesTheCaseNumberOnly) {
  Bench bench;
  bench.ledger.say(core::sha256("3"), {{{"ma_ho_so", "H1"}, {"ho_ten", "An"}}, {}});
  bench.add("a", "3");
  bench.drain();
  auto row = bench.store.documents("lo-1").at(0);
  EXPECT_EQ(givenOf(bench.store, row).size(), 2U) << "its blank page belongs to no other";
  row.document.pages.pop_back();
  EXPECT_EQ(givenOf(bench.store, row), (core::GivenFields{{"ma_ho_so", "H1"}}));
}

TEST(StageRunner, SecondImagesAreMarkedForTheReader) {
  Bench bench;
  bench.ledger.say(core::sha256("3"), {{}, {2}});
  const auto master = bench.add("a", "3");
  bench.drain();
  const auto pages = pageResults(bench.store, bench.blobs, master.id);
  EXPECT_FALSE(pages.at(0).second_image);
  EXPECT_TRUE(pages.at(2).second_image);
}

TEST(StageRunner, PagesThatAPersonTurnedAreReadSoAndTheMasterStaysAsItIs) {
  Bench bench;
  bench.ledger.say(core::sha256("3"), {{}, {}, {{2, 3}}});
  const auto master = bench.add("a", "3");
  bench.drain();
  const auto pages = pageResults(bench.store, bench.blobs, master.id);
  EXPECT_EQ(pages.at(0).geometry.orientation_deg, 0);
  EXPECT_EQ(pages.at(2).geometry.orientation_deg, 270);
  const auto bytes = bench.blobs.get(master.sha256);
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), "3");
}

TEST(StageRunner, ASecondImageThatIsNotThereHoldsTheFileBack) {
  Bench bench;
  bench.ledger.say(core::sha256("3"), {{}, {7}});
  bench.add("a", "3");
  bench.drain();
  const auto held = bench.store.quarantined({});
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].code, "pipeline.no_second_image");
  EXPECT_TRUE(bench.warehouse.copies.empty());
}

TEST(StageRunner, APaperSaidToBeSecretStopsWhateverCanBeRead) {
  Bench bench;
  bench.ledger.say(core::sha256("1"), {{{"do_mat", "TỐI MẬT"}}, {}});
  bench.add("a", "1");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
  EXPECT_EQ(bench.store.documents("lo-1").at(0).document.secret, "TỐI MẬT");
}

TEST(StageRunner, BadFileIsQuarantinedAndTheOthersAreDone) {
  Bench bench;
  bench.add("bad", "broken");
  bench.add("good", "1");
  bench.drain();
  EXPECT_EQ(bench.warehouse.copies.size(), 1U);
  const auto held = bench.store.quarantined("lo-1");
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].code, "test.torn");
  EXPECT_EQ(held[0].path, "/in/bad");
  EXPECT_TRUE(bench.store.balance("lo-1").closes());
}

TEST(StageRunner, BadPageHoldsItsWholeFileBackAndIsNamed) {
  Bench bench;
  bench.opener.before_raster = [](int page) {
    if (page == 2) throw core::Error(testing::kTorn, {});
  };
  bench.add("a", "4");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
  const auto held = bench.store.quarantined("lo-1");
  ASSERT_FALSE(held.empty());
  EXPECT_EQ(held[0].page, 2);
  EXPECT_THAT(held[0].reason_vi, HasSubstr("a, trang 3"));
  const auto balance = bench.store.balance("lo-1");
  EXPECT_EQ(balance.quarantined, 4);
  EXPECT_TRUE(balance.closes());
}

TEST(StageRunner, MemoryThatRunsOutCostsThePageAndNotTheWorker) {
  Bench bench;
  bench.opener.before_raster = [](int) { throw std::bad_alloc(); };
  bench.add("a", "1");
  bench.drain();
  ASSERT_EQ(bench.store.quarantined("lo-1").size(), 1U);
  EXPECT_EQ(bench.store.quarantined("lo-1")[0].code, core::kOutOfMemory.slug);
}

TEST(StageRunner, ForeignExceptionIsQuarantinedWithoutItsText) {
  Bench bench;
  bench.opener.before_raster = [](int) { throw std::runtime_error("Nguyễn Văn A"); };
  bench.add("a", "1");
  bench.drain();
  const auto held = bench.store.quarantined("lo-1");
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].code, core::kInternal.slug);
  EXPECT_THAT(held[0].reason_en, ::testing::Not(HasSubstr("Nguyễn")));
}

TEST(StageRunner, TransientFailureWaitsAndThenSucceeds) {
  Bench bench;
  int failures = 2;
  bench.signer.before = [&] {
    if (failures-- > 0) throw core::Error(testing::kLineDown, {});
  };
  bench.add("a", "1");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
  for (int i = 0; i < 3; ++i) {
    bench.clock.advance(std::chrono::minutes(10));
    bench.drain();
  }
  EXPECT_EQ(bench.warehouse.copies.size(), 1U);
  EXPECT_TRUE(bench.store.quarantined("lo-1").empty());
}

TEST(StageRunner, AFullDiskIsWaitedForHoweverLong) {
  Bench bench;
  bool full = true;
  bench.signer.before = [&] {
    if (full) throw core::Error(core::kDiskFull, {});
  };
  bench.add("a", "1");
  for (int i = 0; i < 100; ++i) {
    bench.drain();
    bench.clock.advance(std::chrono::minutes(1));
  }
  EXPECT_EQ(bench.store.progress("lo-1").waits_for, core::kDiskFull.slug);
  full = false;
  bench.drain();
  EXPECT_EQ(bench.warehouse.copies.size(), 1U);
}

TEST(StageRunner, ResultOfALostLeaseIsDroppedSilently) {
  Bench bench;
  bench.add("a", "1");
  const auto lease = bench.store.claim("w", bench.clock.now());
  bench.store.workerGone("w", core::WorkerEnd::kInterrupted, bench.clock.now());
  bench.store.registerWorker("w", "here", 1, "lock", bench.clock.now());
  bench.runner.run(*lease);
  EXPECT_EQ(bench.store.pages(1).size(), 0U);
  bench.drain();
  EXPECT_EQ(bench.warehouse.copies.size(), 1U);
}

TEST(StageRunner, CopyThatFailsItsSelfCheckIsNotDelivered) {
  Bench bench;
  bench.verifier.verdict = core::Verdict::kTotalFailed;
  bench.add("a", "1");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
  ASSERT_EQ(bench.store.quarantined("lo-1").size(), 1U);
  EXPECT_EQ(bench.store.quarantined("lo-1")[0].code, "pipeline.self_check_failed");
  EXPECT_THAT(bench.store.quarantined("lo-1")[0].reason_vi, HasSubstr("FAKE_CODE"));
}

TEST(StageRunner, InputThatIsSignedAlreadyIsArchivedByteForByteAsOneDocument) {
  Bench bench;
  const auto master = bench.add("a", "3 signed");
  bench.drain();
  ASSERT_EQ(bench.warehouse.copies.size(), 1U);
  const auto& copy = bench.warehouse.copies.begin()->second;
  EXPECT_EQ(copy.content, master.sha256);
  EXPECT_EQ(core::readText(bench.blobs.localFile(copy.content)), "3 signed");
  EXPECT_EQ(copy.pages, 3);  // the blank one too
  EXPECT_EQ(copy.text, "trang 0\ntrang 2\n");
  EXPECT_EQ(copy.subject, "079300000001");
  EXPECT_EQ(copy.level, "B-LT");
  EXPECT_TRUE(bench.store.balance("lo-1").closes());
}

TEST(StageRunner, SignedInputOfAnUnknownAuthorityIsArchivedTheSame) {
  Bench bench;
  bench.verifier.verdict = core::Verdict::kIndeterminate;
  const auto master = bench.add("a", "1 signed");
  bench.drain();
  ASSERT_EQ(bench.warehouse.copies.size(), 1U);
  EXPECT_EQ(bench.warehouse.copies.begin()->second.content, master.sha256);
}

TEST(StageRunner, SignedInputWhoseSignatureIsBrokenWaitsForAPerson) {
  Bench bench;
  bench.verifier.verdict = core::Verdict::kTotalFailed;
  bench.add("a", "1 signed");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
  ASSERT_EQ(bench.store.quarantined("lo-1").size(), 1U);
  EXPECT_EQ(bench.store.quarantined("lo-1")[0].code, "pipeline.signed_input_broken");
  EXPECT_THAT(bench.store.quarantined("lo-1")[0].reason_en, HasSubstr("FAKE_CODE"));
}

TEST(StageRunner, SignedInputThatIsSecretIsNotArchived) {
  Bench bench;
  bench.documents.secret = "MẬT";
  bench.add("a", "1 signed");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
}

TEST(StageRunner, CopyThatCannotBeJudgedIsNotDeliveredEither) {
  Bench bench;
  bench.verifier.verdict = core::Verdict::kIndeterminate;
  bench.add("a", "1");
  bench.drain();
  EXPECT_TRUE(bench.warehouse.copies.empty());
  ASSERT_EQ(bench.store.quarantined("lo-1").size(), 1U);
  EXPECT_EQ(bench.store.quarantined("lo-1")[0].code, "pipeline.self_check_unsure");
}

TEST(RetryDelay, DoublesUpToFiveMinutesAndHalfOfItIsChance) {
  EXPECT_EQ(retryDelay(0, 0).count(), 500);
  EXPECT_EQ(retryDelay(0, 1).count(), 1000);
  EXPECT_EQ(retryDelay(3, 1).count(), 8000);
  EXPECT_EQ(retryDelay(1000, 1).count(), 300000);
}

TEST(Doctor, FindsNothingAfterAnOrdinaryRun) {
  Bench bench;
  bench.add("a", "2");
  bench.drain();
  const auto diagnosis = diagnose(bench.store, bench.blobs, bench.warehouse, bench.entries, true);
  EXPECT_THAT(diagnosis.problems, ElementsAre());
  EXPECT_EQ(diagnosis.copies_checked, 1);
}

TEST(Doctor, FindsALostBlobAndALostCopy) {
  Bench bench;
  const auto master = bench.add("a", "2");
  bench.drain();
  bench.blobs.remove(master.sha256);
  bench.warehouse.copies.clear();
  const auto diagnosis = diagnose(bench.store, bench.blobs, bench.warehouse, bench.entries, false);
  EXPECT_THAT(diagnosis.problems, ::testing::Contains(HasSubstr(master.sha256.hex())));
  EXPECT_THAT(diagnosis.problems, ::testing::Contains(HasSubstr("not in the warehouse")));
}

}  // namespace
}  // namespace sohoa::pipeline
