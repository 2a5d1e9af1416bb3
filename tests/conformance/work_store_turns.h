#pragma once

#include <map>

#include "tests/conformance/work_store_intake.h"

// Whose jobs come next: lanes, units, memory, batches held up by a person.
namespace sohoa::conformance {

TEST_P(WorkStoreConformance, TheCounterComesBeforeCaseFilesAndTheBacklogAndNoLaneStarves) {
  using enum core::Lane;
  store_->createBatch({"old", at(0), kBacklog});
  store_->createBatch({"desk", at(0), kCounter});
  for (int i = 0; i < 33; ++i) {
    add("old" + std::to_string(i) + ".tif", "old");
    add("case" + std::to_string(i) + ".tif");
    add("desk" + std::to_string(i) + ".tif", "desk");
  }
  std::string order;
  for (int i = 0; i < 33; ++i) {
    const auto lease = claim(Stage::kOpen);
    order += lease.lane == kCounter ? '.' : lease.lane == kCase ? 'c' : 'b';
  }
  EXPECT_EQ(order, "...c...c...c...bc...c...c...c..bc");
}

TEST_P(WorkStoreConformance, AWorkerKeptFreeForTheCounterTakesNothingElseAndCostsNobodyATurn) {
  using enum core::Lane;
  store_->createBatch({"old", at(0), kBacklog});
  store_->createBatch({"desk", at(0), kCounter});
  add("old.tif", "old");
  add("case.tif");
  EXPECT_FALSE(store_->claim("w1", at(10), kCounter));
  for (int i = 0; i < 20; ++i) add("desk" + std::to_string(i) + ".tif", "desk");
  for (int i = 0; i < 20; ++i) {
    const auto lease = store_->claim("w1", at(10), kCounter);
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->lane, kCounter);
  }
  EXPECT_FALSE(store_->claim("w1", at(10), kCounter));
  add("last.tif", "desk");
  EXPECT_EQ(store_->claim("w1", at(10), kBacklog)->lane, kCounter) << "no other lane is overdue";
  EXPECT_EQ(store_->claim("w1", at(10), kCase)->lane, kCase);
  EXPECT_FALSE(store_->claim("w1", at(10), kCase));
  EXPECT_EQ(store_->claim("w1", at(10), kBacklog)->lane, kBacklog);
}

TEST_P(WorkStoreConformance, APageIsReadInTheLaneOfItsBatch) {
  store_->createBatch({"old", at(0), core::Lane::kBacklog});
  add("a.tif", "old");
  store_->finishOpen(claim(Stage::kOpen), unmeasured(1), at(10));
  openMaster("b.tif", 1);
  EXPECT_EQ(claim(Stage::kRead).batch, "b1");
  EXPECT_EQ(claim(Stage::kRead).lane, core::Lane::kBacklog);
}

TEST_P(WorkStoreConformance, AShortRushAtTheCounterIsNotInterrupted) {
  store_->createBatch({"old", at(0), core::Lane::kBacklog});
  store_->createBatch({"desk", at(0), core::Lane::kCounter});
  for (int i = 0; i < 100; ++i) add("old" + std::to_string(i) + ".tif", "old");
  for (int i = 0; i < 50; ++i) claim(Stage::kOpen);
  for (int i = 0; i < 12; ++i) add("desk" + std::to_string(i) + ".tif", "desk");
  for (int i = 0; i < 12; ++i) EXPECT_EQ(claim(Stage::kOpen).batch, "desk");
  EXPECT_EQ(claim(Stage::kOpen).batch, "old");
}

TEST_P(WorkStoreConformance, UnitsTakeTurnsWithinALaneHoweverMuchOneOfThemFeeds) {
  store_->createBatch({"big", at(0), core::Lane::kCase, "p01"});
  store_->createBatch({"small", at(5), core::Lane::kCase, "p02"});
  for (int i = 0; i < 50; ++i) add("big" + std::to_string(i) + ".tif", "big");
  for (int i = 0; i < 3; ++i) add("small" + std::to_string(i) + ".tif", "small");
  std::map<std::string, int> claims;
  for (int i = 0; i < 6; ++i) ++claims[claim(Stage::kOpen).batch];
  EXPECT_EQ(claims["small"], 3);
  EXPECT_EQ(claims["big"], 3);
  for (int i = 0; i < 47; ++i) EXPECT_EQ(claim(Stage::kOpen).batch, "big");
}

TEST_P(WorkStoreConformance, ABatchKeepsTheUnitItWasMadeFor) {
  store_->createBatch({"b2", at(1), core::Lane::kCase, "p01"});
  store_->createBatch({"b2", at(2)});
  EXPECT_EQ(store_->batches().at(1).unit, "p01");
}

TEST_P(WorkStoreConformance, ABatchIsFoundByItsIdAndTheLastComeFirst) {
  for (const char* id : {"b4", "b2", "b3"}) {
    store_->createBatch({id, at(1), core::Lane::kCounter, "p01"});
  }
  ASSERT_TRUE(store_->findBatch("b3"));
  EXPECT_EQ(store_->findBatch("b3")->lane, core::Lane::kCounter);
  EXPECT_FALSE(store_->findBatch("b"));
  EXPECT_FALSE(store_->findBatch(""));
  const auto before = [&](const std::string& id, int limit) {
    std::vector<std::string> ids;
    for (const auto& batch : store_->batchesBefore(id, limit)) ids.push_back(batch.id);
    return ids;
  };
  EXPECT_EQ(before("", 2), (std::vector<std::string>{"b4", "b3"}));
  EXPECT_EQ(before("b3", 10), (std::vector<std::string>{"b2", "b1"}));
  EXPECT_TRUE(before("b1", 10).empty());
}

TEST_P(WorkStoreConformance, APausedBatchIsLeftAloneUntilItGoesOn) {
  openMaster("a.tif", 2);
  const auto running = claim(Stage::kRead);
  store_->pauseBatch("b1", true);
  add("late.tif");
  EXPECT_FALSE(store_->claim("w1", at(20)));
  store_->finishRead(running, PageMark::kKept, core::sha256("r"), at(20));
  EXPECT_FALSE(store_->claim("w1", at(21)));
  EXPECT_TRUE(store_->batches().at(0).paused);
  EXPECT_EQ(store_->progress("b1").jobs_held, store_->progress("b1").jobs_open);
  store_->pauseBatch("b1", false);
  finishEverything();
  EXPECT_TRUE(store_->balance("b1").closes());
  EXPECT_EQ(store_->progress("b1").jobs_open, 0);
}

TEST_P(WorkStoreConformance, ARunningJobOfAPausedBatchThatComesBackWaitsToo) {
  add("a.tif");
  const auto lease = claim(Stage::kOpen);
  store_->pauseBatch("b1", true);
  EXPECT_EQ(store_->progress("b1").jobs_held, 0);
  store_->release(lease);
  EXPECT_EQ(store_->progress("b1").jobs_held, 1);
  EXPECT_FALSE(store_->claim("w1", at(20)));
}

TEST_P(WorkStoreConformance, ACancelledBatchBalancesInQuarantineAndCanBeTakenUpAgain) {
  openMaster("a.tif", 3);
  readPage();
  add("b.tif");
  const auto running = claim(Stage::kRead);
  EXPECT_EQ(store_->cancelBatch("b1", at(20)), 3);
  EXPECT_EQ(
      slugOf([&] { store_->finishRead(running, PageMark::kKept, core::sha256("late"), at(21)); }),
      core::kLeaseLost.slug);
  EXPECT_EQ(store_->progress("b1").jobs_open, 0);
  const auto balance = store_->balance("b1");
  EXPECT_TRUE(balance.closes());
  EXPECT_EQ(balance.quarantined, 4);
  const auto held = store_->quarantined("b1");
  ASSERT_THAT(held, SizeIs(3));
  EXPECT_EQ(held[0].code, "pipeline.cancelled");
  for (const auto& item : held) store_->retryQuarantined(item.id, at(30));
  finishEverything();
  EXPECT_TRUE(store_->balance("b1").closes());
  EXPECT_EQ(store_->balance("b1").quarantined, 0);
}

TEST_P(WorkStoreConformance, ABatchThatIsNotThereCannotBeHeldUp) {
  EXPECT_EQ(slugOf([&] { store_->pauseBatch("none", true); }), core::kNoSuchItem.slug);
  EXPECT_EQ(slugOf([&] { store_->cancelBatch("none", at(1)); }), core::kNoSuchItem.slug);
}

TEST_P(WorkStoreConformance, WhatIsNoFaultOfTheJobMayBePutOffForEver) {
  add("a.tif");
  for (int i = 1; i <= 50; ++i) {
    const auto lease = claim(Stage::kOpen, i * 100);
    EXPECT_EQ(lease.attempt, 0);
    store_->postpone(lease, failure("core.disk_full"), at(i * 100 + 50));
    EXPECT_FALSE(store_->claim("w1", at(i * 100 + 49)));
    EXPECT_EQ(store_->progress("b1").waits_for, "core.disk_full");
  }
  finishEverything();
  EXPECT_EQ(store_->progress("b1").waits_for, "");
}

TEST_P(WorkStoreConformance, AClockSetBackHoldsUpNoJob) {
  add("fresh.tif");
  EXPECT_TRUE(store_->claim("w1", at(-86'400)));
  add("tried.tif");
  store_->retryLater(claim(Stage::kOpen), failure("net.down"), at(60));
  EXPECT_FALSE(store_->claim("w1", at(59)));
  EXPECT_EQ(claim(Stage::kOpen, -86'400).attempt, 1);
}

TEST_P(WorkStoreConformance, JobsThatDoNotFitIntoMemoryTogetherRunOneAfterTheOther) {
  store_->registerWorker("w2", "host", 2, "w2.lock", at(0));
  store_->registerWorker("far", "elsewhere", 2, "far.lock", at(0));
  add("a.tif");
  store_->finishOpen(claim(Stage::kOpen), {kBudget / 4, kBudget, 0, 9 * kBudget}, at(10));
  const auto small = claim(Stage::kRead);
  EXPECT_FALSE(store_->claim("w2", at(10))) << "the second page fills the budget by itself";
  EXPECT_TRUE(store_->claim("far", at(10))) << "another machine has memory of its own";
  store_->workerGone("far", core::WorkerEnd::kInterrupted, at(10));
  store_->finishRead(small, PageMark::kKept, core::sha256("r"), at(10));
  const auto big = store_->claim("w2", at(10));
  ASSERT_TRUE(big);
  EXPECT_TRUE(store_->claim("w1", at(10))) << "one that needs nothing fits beside any";
  EXPECT_FALSE(store_->claim("w1", at(10)));
  store_->finishRead(*big, PageMark::kKept, core::sha256("r"), at(10));
  EXPECT_TRUE(store_->claim("w1", at(10))) << "too big for the budget: alone";
}

TEST_P(WorkStoreConformance, APageThatBroughtTwoWorkersDownRunsAlone) {
  store_->registerWorker("w2", "host", 2, "w2.lock", at(0));
  add("a.tif");
  store_->finishOpen(claim(Stage::kOpen), {1, 1}, at(10));
  const auto bad = claim(Stage::kRead).subject;
  for (int crash = 0; crash < 2; ++crash) {
    store_->workerGone("w1", core::WorkerEnd::kCrashed, at(20));
    store_->registerWorker("w1", "host", 2, "w1.lock", at(20));
    if (crash == 0) {
      EXPECT_EQ(claim(Stage::kRead).subject, bad);
    }
  }
  const auto alone = claim(Stage::kRead);
  EXPECT_EQ(alone.subject, bad);
  EXPECT_FALSE(store_->claim("w2", at(20)));
  store_->finishRead(alone, PageMark::kKept, core::sha256("r"), at(20));
  EXPECT_TRUE(store_->claim("w2", at(20)));
}

}  // namespace sohoa::conformance
