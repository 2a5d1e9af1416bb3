#pragma once

#include <set>

#include "tests/conformance/forked_processes.h"
#include "tests/conformance/work_store_intake.h"

// Several processes at one store, some of them killed. The parent closes its store before it forks.
namespace sohoa::conformance {

TEST_P(WorkStoreConformance, TwoProcessesNeverGetTheSameJob) {
  for (int i = 0; i < 40; ++i) add("in/" + std::to_string(i));
  store_.reset();
  const auto drain = [&](const std::string& worker) {
    return [this, worker](int out) {
      const auto store = open();
      store->registerWorker(worker, "host", ::getpid(), worker, at(0));
      while (const auto lease = store->claim(worker, at(10))) say(out, std::to_string(lease->job));
    };
  };
  ForkedProcess a(drain("a"));
  ForkedProcess b(drain("b"));
  std::multiset<std::string> jobs;
  for (auto* process : {&a, &b}) {
    for (const auto& job : process->linesToEnd()) jobs.insert(job);
    EXPECT_EQ(process->exitCode(), 0);
  }
  EXPECT_THAT(jobs, SizeIs(40));
  EXPECT_THAT(std::set<std::string>(jobs.begin(), jobs.end()), SizeIs(40));
  store_ = open();
}

TEST_P(WorkStoreConformance, TwoProcessesReadingTheLastPagesAddOneComposeJob) {
  openMaster("a.tif", 30);
  store_.reset();
  const auto read = [&](const std::string& worker) {
    return [this, worker](int) {
      const auto store = open();
      store->registerWorker(worker, "host", ::getpid(), worker, at(0));
      for (auto lease = store->claim(worker, at(10)); lease && lease->stage == Stage::kRead;
           lease = store->claim(worker, at(10))) {
        store->finishRead(*lease, PageMark::kBlank, core::sha256("blank"), at(10));
      }
    };
  };
  ForkedProcess a(read("a"));
  ForkedProcess b(read("b"));
  EXPECT_EQ(a.exitCode(), 0);
  EXPECT_EQ(b.exitCode(), 0);
  store_ = open();
  EXPECT_EQ(store_->progress("b1").pages_done, 30);
  EXPECT_EQ(store_->progress("b1").jobs_open, 1);
}

TEST_P(WorkStoreConformance, AWorkerKilledAtAnyMomentLeavesTheStoreConsistent) {
  constexpr int kMasters = 12;
  for (int i = 0; i < kMasters; ++i) add("in/" + std::to_string(i));
  for (int round = 0; round < 8; ++round) {
    store_.reset();
    const std::string worker = "victim" + std::to_string(round);
    ForkedProcess victim([&](int out) {
      store_ = open();
      store_->registerWorker(worker, "host", ::getpid(), worker, at(0));
      while (const auto lease = store_->claim(worker, at(10))) {
        say(out, "claimed");
        finishAny(*lease);
      }
    });
    // Some results in, the kill lands anywhere: between jobs, or inside a transaction.
    for (int results = 0; results <= round * 3; ++results) victim.line();
    victim.killHard();
    store_ = open();
    store_->workerGone(worker, core::WorkerEnd::kInterrupted, at(20));
    EXPECT_THAT(store_->inconsistencies(), IsEmpty());
  }
  finishEverything();
  EXPECT_TRUE(store_->balance("b1").closes());
  EXPECT_EQ(store_->balance("b1").kept, 2 * kMasters);
  EXPECT_EQ(store_->progress("b1").copies_done, 2 * kMasters);
}

TEST_P(WorkStoreConformance, ProcessesThatStartAtOnceMakeOneStore) {
  const core::TemporaryFolder fresh;
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  store_.reset();
  for (int i = 0; i < 6; ++i) {
    processes.push_back(std::make_unique<ForkedProcess>([&, i](int) {
      const auto store = GetParam().open(fresh.path());
      store->createBatch({"batch" + std::to_string(i), at(i)});
    }));
  }
  for (const auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  store_ = GetParam().open(fresh.path());
  EXPECT_THAT(store_->batches(), SizeIs(6));
}

}  // namespace sohoa::conformance
