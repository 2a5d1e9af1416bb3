#pragma once

#include <set>

#include "tests/conformance/forked_processes.h"
#include "tests/conformance/work_store_intake.h"

// Several processes at one store, some of them killed. The parent closes its store before it forks.
namespace sohoa::conformance {

// For stores that outlive a process, beside WorkStoreConformance.
class WorkStoreProcessConformance : public WorkStoreConformance {};

TEST_P(WorkStoreProcessConformance, TwoProcessesNeverGetTheSameJob) {
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

TEST_P(WorkStoreProcessConformance, TwoProcessesReadingTheLastPagesAddOneComposeJob) {
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

TEST_P(WorkStoreProcessConformance, AWorkerKilledAtAnyMomentLeavesTheStoreConsistent) {
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

TEST_P(WorkStoreProcessConformance, ProcessesThatStartAtOnceMakeOneStore) {
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

TEST_P(WorkStoreProcessConformance, TwoProcessesBringingTheSameBytesMakeOneMaster) {
  store_.reset();
  const auto bring = [&](const std::string& folder) {
    return [this, folder](int out) {
      const auto store = open();
      for (int i = 0; i < 30; ++i) {
        const auto name = std::to_string(i) + ".tif";
        const auto master =
            store->addMaster("b1", folder + name, name, core::sha256(name), 10, at(1));
        say(out, std::to_string(master.id));
      }
    };
  };
  ForkedProcess a(bring("a/"));
  ForkedProcess b(bring("b/"));
  EXPECT_EQ(a.linesToEnd(), b.linesToEnd());
  EXPECT_EQ(a.exitCode(), 0);
  EXPECT_EQ(b.exitCode(), 0);
  store_ = open();
  EXPECT_EQ(store_->balance("b1").fed, 30);
  EXPECT_THAT(store_->inputs("b1"), SizeIs(60));
  EXPECT_EQ(store_->jobsOpen(), 30);
}

TEST_P(WorkStoreProcessConformance, ProcessesOfAHostNeverTakeMoreMemoryThanItHas) {
  add("a.tif");
  store_->finishOpen(claim(Stage::kOpen), std::vector<std::int64_t>(40, kBudget * 6 / 10), at(10));
  store_.reset();
  const auto read = [&](const std::string& worker) {
    return [this, worker](int out) {
      const auto store = open();
      store->registerWorker(worker, "host", ::getpid(), worker, at(0));
      while (store->progress("b1").pages_done < 40) {
        const auto lease = store->claim(worker, at(10));
        if (!lease || lease->stage != Stage::kRead) continue;
        say(out, std::to_string(store->progress("b1").jobs_running));
        store->finishRead(*lease, PageMark::kBlank, core::sha256("blank"), at(10));
      }
    };
  };
  ForkedProcess a(read("a"));
  ForkedProcess b(read("b"));
  ForkedProcess c(read("c"));
  for (auto* process : {&a, &b, &c}) {
    EXPECT_THAT(process->linesToEnd(), testing::Each("1"));
    EXPECT_EQ(process->exitCode(), 0);
  }
  store_ = open();
}

TEST_P(WorkStoreProcessConformance, TheLateResultOfAStoppedProcessIsDropped) {
  const auto master = openMaster("a.tif", 1);
  store_.reset();
  ForkedProcess stopped([&](int out) {
    const auto store = open();
    store->registerWorker("stopped", "host", ::getpid(), "stopped", at(0));
    const auto lease = store->claim("stopped", at(10));
    ::raise(SIGSTOP);
    say(out,
        slugOf([&] { store->finishRead(*lease, PageMark::kBlank, core::sha256("late"), at(99)); }));
  });
  stopped.waitUntilStopped();
  store_ = open();
  EXPECT_EQ(store_->workerGone("stopped", core::WorkerEnd::kInterrupted, at(60)), 1);
  const auto lease = claim(Stage::kRead, 61);
  stopped.goOn();
  EXPECT_EQ(stopped.line(), core::kLeaseLost.slug);
  store_->finishRead(lease, PageMark::kKept, core::sha256("in time"), at(62));
  EXPECT_EQ(store_->pages(master.id).at(0).result, core::sha256("in time"));
  EXPECT_EQ(store_->fencedOut(), 1);
}

// A pipe holds few lines of this length: whoever writes them waits for the test to read on, and
// does not finish everything before the test has its say.
inline const std::string kLong(16'000, '.');

TEST_P(WorkStoreProcessConformance, ABatchPausedWhileProcessesWorkKeepsAllThatIsLeft) {
  for (int i = 0; i < 60; ++i) add("in/" + std::to_string(i));
  store_.reset();
  const auto work = [&](const std::string& worker) {
    return [this, worker](int out) {
      store_ = open();
      store_->registerWorker(worker, "host", ::getpid(), worker, at(0));
      while (const auto lease = store_->claim(worker, at(10))) {
        finishAny(*lease);
        say(out, kLong);
      }
    };
  };
  ForkedProcess a(work("a"));
  ForkedProcess b(work("b"));
  for (int i = 0; i < 10; ++i) a.line();
  store_ = open();
  store_->pauseBatch("b1", true);
  static_cast<void>(a.linesToEnd());
  static_cast<void>(b.linesToEnd());
  EXPECT_EQ(a.exitCode(), 0);
  EXPECT_EQ(b.exitCode(), 0);
  const auto progress = store_->progress("b1");
  EXPECT_GT(progress.jobs_open, 0);
  EXPECT_EQ(progress.jobs_held, progress.jobs_open);
  store_->pauseBatch("b1", false);
  finishEverything();
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreProcessConformance, ABatchCancelledWhileProcessesWorkHasNothingLeftToDo) {
  for (int i = 0; i < 40; ++i) add("in/" + std::to_string(i));
  store_.reset();
  const auto work = [&](const std::string& worker) {
    return [this, worker](int out) {
      store_ = open();
      store_->registerWorker(worker, "host", ::getpid(), worker, at(0));
      while (const auto lease = store_->claim(worker, at(10))) {
        const auto slug = slugOf([&] { finishAny(*lease); });
        say(out, slug.empty() ? kLong : slug);
      }
    };
  };
  ForkedProcess a(work("a"));
  ForkedProcess b(work("b"));
  for (int i = 0; i < 20; ++i) a.line();
  store_ = open();
  store_->cancelBatch("b1", at(20));
  EXPECT_EQ(store_->progress("b1").jobs_open, 0);
  const testing::Matcher<std::string> expected =
      testing::AnyOf(kLong, std::string(core::kLeaseLost.slug));
  EXPECT_THAT(a.linesToEnd(), testing::Each(expected));
  EXPECT_THAT(b.linesToEnd(), testing::Each(expected));
  EXPECT_TRUE(store_->balance("b1").closes());
}

TEST_P(WorkStoreProcessConformance, PagesPutBackByTwoProcessesAtOnceBringTheirMasterBack) {
  const auto master = openMaster("a.tif", 20);
  for (int i = 0; i < 20; ++i) {
    store_->quarantine(claim(Stage::kRead), failure("core.timed_out"), at(10));
  }
  const auto items = store_->quarantined("b1");
  store_.reset();
  const auto put_back = [&](std::size_t first) {
    return [this, first, &items](int) {
      const auto store = open();
      for (std::size_t i = first; i < 20; i += 2) store->retryQuarantined(items[i].id, at(20));
    };
  };
  ForkedProcess even(put_back(0));
  ForkedProcess odd(put_back(1));
  EXPECT_EQ(even.exitCode(), 0);
  EXPECT_EQ(odd.exitCode(), 0);
  store_ = open();
  EXPECT_EQ(store_->master(master.id).state, core::MasterState::kOpened);
  EXPECT_EQ(store_->jobsOpen(), 20);
}

}  // namespace sohoa::conformance
