#pragma once

#include "tests/conformance/work_store_intake.h"

namespace sohoa::conformance {

TEST_P(WorkStoreConformance, ClaimSkipsJobsLeasedByAnotherWorker) {
  store_->registerWorker("w2", "host", 2, "w2.lock", at(0));
  const auto master = add("a.tif");
  EXPECT_EQ(claim(Stage::kOpen).subject, master.id);
  EXPECT_FALSE(store_->claim("w2", at(10)));
}

TEST_P(WorkStoreConformance, AnUnknownWorkerGetsNoJob) {
  add("a.tif");
  EXPECT_NE(slugOf([&] { static_cast<void>(store_->claim("nobody", at(10))); }), "");
  EXPECT_NE(slugOf([&] { store_->heartbeat("nobody", at(10)); }), "");
  EXPECT_EQ(store_->progress("b1").jobs_running, 0);
}

TEST_P(WorkStoreConformance, TheOldestJobOfTheStageNearestToDeliveryComesFirst) {
  compose("a.tif", 1, {paper({0})});
  const auto second = add("b.tif");
  const auto third = add("c.tif");
  finishPdf(Stage::kAssemble);
  EXPECT_EQ(claim(Stage::kSignOperator).attempt, 0);
  EXPECT_EQ(claim(Stage::kOpen).subject, second.id);
  EXPECT_EQ(claim(Stage::kOpen).subject, third.id);
}

TEST_P(WorkStoreConformance, JobsOfAnEmptyLaneGoToTheNext) {
  store_->createBatch({"old", at(0), core::Lane::kBacklog});
  for (int i = 0; i < 5; ++i) add(std::to_string(i) + ".tif", "old");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(claim(Stage::kOpen).batch, "old");
  EXPECT_FALSE(store_->claim("w1", at(10)));
  EXPECT_EQ(store_->jobsOpen(), 5);
}

TEST_P(WorkStoreConformance, ABatchThatChangesItsLaneTakesItsWaitingJobsAlong) {
  store_->createBatch({"old", at(0), core::Lane::kBacklog});
  add("a.tif");
  const auto hurried = add("b.tif", "old");
  store_->createBatch({"old", at(1), core::Lane::kCounter});
  EXPECT_EQ(claim(Stage::kOpen).subject, hurried.id);
  store_->createBatch({"b1", at(0)});
  const auto batches = store_->batches();
  const auto old = std::find_if(batches.begin(), batches.end(),
                                [](const auto& batch) { return batch.id == "old"; });
  EXPECT_EQ(old->lane, core::Lane::kCounter);
  EXPECT_EQ(old->created, at(0));
}

TEST_P(WorkStoreConformance, ResultOfALostLeaseIsDropped) {
  add("a.tif");
  const auto lost = claim(Stage::kOpen);
  store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(20));
  store_->registerWorker("w1", "host", 3, "w1.lock", at(21));
  const auto won = claim(Stage::kOpen, 22);
  EXPECT_EQ(won.job, lost.job);
  EXPECT_GT(won.token, lost.token);

  const std::string slug(core::kLeaseLost.slug);
  EXPECT_EQ(slugOf([&] { store_->finishOpen(lost, unmeasured(7), at(23)); }), slug);
  EXPECT_EQ(slugOf([&] { store_->retryLater(lost, failure("x.y"), at(23)); }), slug);
  EXPECT_EQ(slugOf([&] { store_->release(lost); }), slug);
  EXPECT_EQ(slugOf([&] { store_->quarantine(lost, failure("x.y"), at(23)); }), slug);
  EXPECT_THAT(store_->quarantined("b1"), IsEmpty());
  store_->finishOpen(won, unmeasured(2), at(24));
  EXPECT_EQ(store_->balance("b1").fed, 2);
}

TEST_P(WorkStoreConformance, ResultsOfLostLeasesAreCountedForGood) {
  add("a.tif");
  const auto lost = claim(Stage::kOpen);
  store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(20));
  store_->registerWorker("w1", "host", 3, "w1.lock", at(21));
  EXPECT_EQ(store_->fencedOut(), 0);
  const std::string slug(core::kLeaseLost.slug);
  EXPECT_EQ(slugOf([&] { store_->release(lost); }), slug);  // says nothing, so nothing is dropped
  EXPECT_EQ(store_->fencedOut(), 0);
  EXPECT_EQ(slugOf([&] { store_->finishOpen(lost, unmeasured(7), at(23)); }), slug);
  EXPECT_EQ(slugOf([&] { store_->quarantine(lost, failure("x.y"), at(23)); }), slug);
  EXPECT_EQ(slugOf([&] { store_->postpone(lost, failure("x.y"), at(23)); }), slug);
  store_->finishOpen(claim(Stage::kOpen, 22), unmeasured(2), at(24));
  EXPECT_EQ(store_->fencedOut(), 3);
  EXPECT_EQ(open()->fencedOut(), 3);
}

TEST_P(WorkStoreConformance, ALeaseServesOneResultOnly) {
  openMaster("a.tif", 1);
  const auto lease = claim(Stage::kRead);
  store_->finishRead(lease, PageMark::kKept, core::sha256("first"), at(10));
  EXPECT_EQ(
      slugOf([&] { store_->finishRead(lease, PageMark::kBlank, core::sha256("second"), at(11)); }),
      core::kLeaseLost.slug);
  EXPECT_EQ(store_->page(lease.subject).result, core::sha256("first"));
  EXPECT_EQ(store_->page(lease.subject).mark, PageMark::kKept);
}

TEST_P(WorkStoreConformance, ASecondSignatureOfALostLeaseIsDiscarded) {
  compose("a.tif", 1, {paper({0})});
  finishPdf(Stage::kAssemble);
  const auto lost = claim(Stage::kSignOperator);
  store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(20));
  store_->registerWorker("w1", "host", 3, "w1.lock", at(21));
  finishPdf(Stage::kSignOperator);
  EXPECT_EQ(slugOf([&] { store_->finishPdf(lost, core::sha256("second"), at(30)); }),
            core::kLeaseLost.slug);
  const auto document = store_->documents("b1").at(0);
  EXPECT_EQ(document.operator_pdf, pdf(document.id, Stage::kSignOperator));
}

TEST_P(WorkStoreConformance, AResultOfAnotherStageChangesNothing) {
  add("a.tif");
  const auto lease = claim(Stage::kOpen);
  EXPECT_EQ(slugOf([&] { store_->finishDeliver(lease, at(10)); }), core::kInternal.slug);
  EXPECT_EQ(slugOf([&] { store_->finishOpen(lease, {}, at(10)); }), core::kInternal.slug);
  store_->finishOpen(lease, unmeasured(1), at(10));
}

TEST_P(WorkStoreConformance, AReleasedJobRunsAgainWithItsBudgetsUntouched) {
  add("a.tif");
  store_->release(claim(Stage::kOpen));
  const auto again = claim(Stage::kOpen);
  EXPECT_EQ(again.attempt, 0);
  EXPECT_EQ(again.crashes, 0);
}

TEST_P(WorkStoreConformance, AFailedJobWaitsForItsTime) {
  add("a.tif");
  store_->retryLater(claim(Stage::kOpen), failure("net.down"), at(50));
  EXPECT_EQ(store_->progress("b1").next_attempt, at(50));
  EXPECT_EQ(store_->progress("b1").jobs_open, 1);
  EXPECT_FALSE(store_->claim("w1", at(49)));
  EXPECT_EQ(claim(Stage::kOpen, 50).attempt, 1);
}

TEST_P(WorkStoreConformance, TheEighthFailureSendsTheJobToQuarantineWithItsReason) {
  const auto master = add("a.tif");
  for (int i = 1; i <= 8; ++i) {
    EXPECT_THAT(store_->quarantined("b1"), IsEmpty());
    store_->retryLater(claim(Stage::kOpen, i * 100), failure("net.down"), at(i * 100 + 50));
  }
  ASSERT_THAT(store_->quarantined("b1"), SizeIs(1));
  EXPECT_EQ(store_->quarantined("b1")[0].code, "net.down");
  EXPECT_EQ(store_->quarantined("b1")[0].reason_vi, "hỏng");
  EXPECT_EQ(store_->master(master.id).state, core::MasterState::kQuarantined);
}

TEST_P(WorkStoreConformance, ThirdCrashSendsThePageToQuarantine) {
  openMaster("a.tif", 2);
  for (int crash = 0; crash < 3; ++crash) {
    EXPECT_EQ(claim(Stage::kRead).crashes, crash);
    EXPECT_EQ(store_->workerGone("w1", core::WorkerEnd::kCrashed, at(20)), 1);
    store_->registerWorker("w1", "host", 2, "w1.lock", at(20));
  }
  const auto items = store_->quarantined("b1");
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].code, "pipeline.crashed");
  EXPECT_EQ(items[0].page, 0);
  EXPECT_EQ(items[0].stage, Stage::kRead);
  EXPECT_EQ(claim(Stage::kRead).crashes, 0);  // the other page still comes
}

TEST_P(WorkStoreConformance, PowerCutGivesTheAttemptBack) {
  add("a.tif");
  store_->retryLater(claim(Stage::kOpen), failure("net.down"), at(15));
  EXPECT_EQ(claim(Stage::kOpen, 20).attempt, 1);
  store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(30));
  EXPECT_THAT(store_->workers(), IsEmpty());
  store_->registerWorker("w1", "host", 2, "w1.lock", at(30));
  const auto again = claim(Stage::kOpen, 31);
  EXPECT_EQ(again.attempt, 1);
  EXPECT_EQ(again.crashes, 0);
}

TEST_P(WorkStoreConformance, AJobInterruptedAHundredTimesIsShownToAPerson) {
  add("a.tif");
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(store_->quarantined("b1"), IsEmpty());
    claim(Stage::kOpen);
    store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(20));
    store_->registerWorker("w1", "host", i, "w1.lock", at(20));
  }
  ASSERT_THAT(store_->quarantined("b1"), SizeIs(1));
  EXPECT_EQ(store_->quarantined("b1")[0].code, "pipeline.interrupted");
}

TEST_P(WorkStoreConformance, AWorkerIsKnownUntilItIsGone) {
  store_->heartbeat("w1", at(42));
  ASSERT_THAT(store_->workers(), SizeIs(1));
  EXPECT_EQ(store_->workers()[0].heartbeat, at(42));
  EXPECT_EQ(store_->workers()[0].lock_file, "w1.lock");
  EXPECT_EQ(store_->workerGone("w1", core::WorkerEnd::kInterrupted, at(50)), 0);
  EXPECT_THAT(store_->workers(), IsEmpty());
}

}  // namespace sohoa::conformance
