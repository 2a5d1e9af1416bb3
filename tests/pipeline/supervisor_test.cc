#include "pipeline/supervisor.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "pipeline/worker.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

using core::WorkerEnd;
using testing::Bench;

int signalled(int signal) { return signal; }
int exited(int code) { return code << 8; }

TEST(WorkerEnd, KillFromOutsideIsNotHeldAgainstThePage) {
  EXPECT_EQ(workerEnd(signalled(SIGKILL), false), WorkerEnd::kInterrupted);
  EXPECT_EQ(workerEnd(signalled(SIGTERM), false), WorkerEnd::kInterrupted);
  EXPECT_EQ(workerEnd(exited(0), false), WorkerEnd::kInterrupted);
}

TEST(WorkerEnd, CrashStuckStageAndMemoryKillAre) {
  EXPECT_EQ(workerEnd(signalled(SIGSEGV), false), WorkerEnd::kCrashed);
  EXPECT_EQ(workerEnd(signalled(SIGABRT), false), WorkerEnd::kCrashed);
  EXPECT_EQ(workerEnd(exited(kStuckExitCode), false), WorkerEnd::kCrashed);
  EXPECT_EQ(workerEnd(signalled(SIGKILL), true), WorkerEnd::kCrashed);
}

TEST(LifeLock, TellsTheLivingFromTheDead) {
  const core::TemporaryFolder folder;
  std::filesystem::path path;
  {
    const LifeLock lock(folder.path(), "w1");
    path = lock.path();
    EXPECT_FALSE(LifeLock::ownerGone(path));
  }
  EXPECT_TRUE(LifeLock::ownerGone(path));
}

// A worker process made by fork, over the fakes; `act` decides what reading a page does to it.
class ForkedWorkers : public ::testing::Test {
 protected:
  SupervisorOptions options(std::function<void(int)> act) {
    SupervisorOptions options;
    options.workers = 2;
    options.tick = std::chrono::milliseconds(5);
    options.start_worker = [this, act](const std::string& id, core::Lane last) {
      const pid_t pid = ::fork();
      if (pid == 0) {
        work(id, last, act);
        ::_exit(0);
      }
      return pid;
    };
    return options;
  }

  void run(std::function<void(int)> act) {
    Supervisor supervisor(bench_->store, bench_->clock, options(std::move(act)));
    std::atomic<bool> stop{false};
    supervisor.run("lo-1", stop, [](const core::Progress&) {});
  }

  std::unique_ptr<Bench> bench_ = std::make_unique<Bench>();
  std::chrono::milliseconds drain_{20000};

 private:
  static inline std::atomic<bool> stop_{false};

  void work(const std::string& id, core::Lane last, const std::function<void(int)>& act) {
    ::signal(SIGTERM, [](int) { stop_ = true; });
    const auto path = bench_->folder.path() / "work.db";
    store::SqlWorkStore store(path);
    bench_->opener.before_raster = act;
    FakeWarehouseInFolder warehouse(bench_->folder.path());
    StageRunner runner(
        {store, bench_->blobs, bench_->opener, bench_->reader, bench_->documents, bench_->assembler,
         bench_->signer, bench_->verifier, warehouse, bench_->clock},
        {bench_->folder.path(), core::PadesLevel::kBT, true, "p01"});
    WorkerOptions worker_options;
    worker_options.id = id;
    worker_options.last_lane = last;
    worker_options.run_folder = bench_->folder.path();
    worker_options.poll = std::chrono::milliseconds(5);
    worker_options.heartbeat = std::chrono::milliseconds(20);
    worker_options.drain = drain_;
    Worker worker(
        store, [&] { return std::make_unique<store::SqlWorkStore>(path); }, runner, bench_->clock,
        worker_options);
    worker.run(stop_);
  }

  // Delivers across processes: a file per copy.
  class FakeWarehouseInFolder final : public core::Warehouse {
   public:
    explicit FakeWarehouseInFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
    core::DeliveryReceipt deliver(const core::SignedCopy& copy) override {
      core::writeFileAtomically(folder_ / ("copy-" + copy.id), copy.text);
      return {copy.id, copy.content, copy.created};
    }
    core::SearchPage search(const core::SearchQuery&) const override { return {}; }
    std::optional<core::SearchHit> find(const std::string&) const override { return {}; }
    void fetch(const std::string&, const std::filesystem::path&) const override {}

   private:
    std::filesystem::path folder_;
  };

 protected:
  int copies() {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(bench_->folder.path())) {
      // One that its writer was killed over keeps its temporary name.
      const auto& path = entry.path();
      if (path.filename().string().rfind("copy-", 0) == 0 && path.extension().empty()) ++count;
    }
    return count;
  }
};

TEST_F(ForkedWorkers, BringABatchToItsEnd) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "3");
  bench_->add("b", "1");
  run([](int) {});
  EXPECT_EQ(copies(), 2);
  EXPECT_TRUE(bench_->store.balance("lo-1").closes());
  EXPECT_TRUE(bench_->store.workers().empty());
}

TEST_F(ForkedWorkers, PageThatKillsItsWorkerThriceIsQuarantinedAndTheRestGoesOn) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("good", "3");
  bench_->add("bad", "5");
  run([](int page) {
    if (page == 4) ::raise(SIGABRT);  // only the bad file has so many pages
  });
  const auto held = bench_->store.quarantined("lo-1");
  ASSERT_FALSE(held.empty());
  EXPECT_EQ(held[0].code, "pipeline.crashed");
  EXPECT_EQ(held[0].page, 4);
  EXPECT_EQ(copies(), 1);
  EXPECT_TRUE(bench_->store.balance("lo-1").closes());
}

TEST_F(ForkedWorkers, WorkerKilledFromOutsideCostsNothing) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "4");
  const auto marker = bench_->folder.path() / "killed";
  run([marker](int) {
    if (std::filesystem::exists(marker)) return;
    core::writeFileAtomically(marker, std::string_view("x"));
    ::raise(SIGKILL);
  });
  EXPECT_EQ(copies(), 1);
  EXPECT_TRUE(bench_->store.quarantined("lo-1").empty());
}

TEST_F(ForkedWorkers, ThatCannotStartAreReportedInsteadOfTriedForEver) {
  bench_->add("a", "1");
  SupervisorOptions options;
  options.workers = 1;
  options.tick = std::chrono::milliseconds(1);
  options.start_worker = [](const std::string&, core::Lane) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(1);
    return pid;
  };
  Supervisor supervisor(bench_->store, bench_->clock, options);
  std::atomic<bool> stop{false};
  EXPECT_THROW(supervisor.run("lo-1", stop, [](const core::Progress&) {}), core::Error);
}

TEST_F(ForkedWorkers, JobsOfARunThatWasKilledAreTakenUpAgain) {
  bench_->add("a", "2");
  // An earlier worker of this machine claimed a job; its lock file is gone with it.
  const auto lease = bench_->store.claim("w", bench_->clock.now());
  ASSERT_TRUE(lease);
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->store.registerWorker("dead", thisHost(), 1, "/no/such/lock", bench_->clock.now());
  ASSERT_TRUE(bench_->store.claim("dead", bench_->clock.now()));
  run([](int) {});
  EXPECT_EQ(copies(), 1);
}

TEST_F(ForkedWorkers, AWorkerElsewhereIsDeadOnceItIsSilentWhateverItsLockFile) {
  bench_->add("a", "1");
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->store.registerWorker("far", "another machine", 1, "/no/such/lock", bench_->clock.now());
  ASSERT_TRUE(bench_->store.claim("far", bench_->clock.now()));
  auto watching = options([](int) {});
  watching.heartbeat_lost = std::chrono::milliseconds(1000);
  Supervisor supervisor(bench_->store, bench_->clock, watching);
  std::atomic<bool> stop{false};
  int heartbeats = 0;
  supervisor.run("lo-1", stop, [&](const core::Progress&) {
    const auto rows = bench_->store.workers();
    const bool known =
        std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.id == "far"; });
    if (heartbeats < 20) {
      EXPECT_TRUE(known) << "it gives signs of life";
      bench_->clock.advance(std::chrono::milliseconds(1));
      if (known) bench_->store.heartbeat("far", bench_->clock.now());
      ++heartbeats;
    }
  });
  EXPECT_EQ(heartbeats, 20);
  EXPECT_EQ(copies(), 1);
  EXPECT_TRUE(bench_->store.workers().empty());
}

TEST_F(ForkedWorkers, WorkerStoppedPastItsLeaseIsFencedOutAndItsResultDropped) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "1");
  const auto marker = bench_->folder.path() / "stopped";
  auto sleeper = options([marker](int) {
    if (std::filesystem::exists(marker)) return;
    core::writeFileAtomically(marker, std::string_view("x"));
    ::raise(SIGSTOP);
  });
  const pid_t stopped = sleeper.start_worker("stopped", core::Lane::kBacklog);
  int status = 0;
  ASSERT_EQ(::waitpid(stopped, &status, WUNTRACED), stopped);
  ASSERT_TRUE(WIFSTOPPED(status));

  auto others = options([](int) {});
  others.heartbeat_lost = std::chrono::milliseconds(200);
  Supervisor supervisor(bench_->store, bench_->clock, others);
  std::atomic<bool> stop{false};
  supervisor.run("lo-1", stop, [](const core::Progress&) {});
  EXPECT_EQ(copies(), 1);
  const auto result = bench_->store.pages(1).at(0).result;

  ::kill(stopped, SIGCONT);
  while (bench_->store.workers().empty()) ::sched_yield();  // it comes back under its own name
  EXPECT_EQ(bench_->store.workers().at(0).id, "stopped");
  EXPECT_EQ(bench_->store.pages(1).at(0).result, result);
  bench_->add("b", "1");
  ::kill(stopped, SIGTERM);
  EXPECT_EQ(::waitpid(stopped, &status, 0), stopped);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_TRUE(bench_->store.inconsistencies().empty());
}

TEST_F(ForkedWorkers, ThatAreStoppedAreKilledAndReplaced) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "2");
  const auto marker = bench_->folder.path() / "stopped";
  auto stopping = options([marker](int) {
    if (std::filesystem::exists(marker)) return;
    core::writeFileAtomically(marker, std::string_view("x"));
    ::raise(SIGSTOP);
  });
  stopping.workers = 1;
  stopping.heartbeat_lost = std::chrono::milliseconds(200);
  Supervisor supervisor(bench_->store, bench_->clock, stopping);
  std::atomic<bool> stop{false};
  supervisor.run("lo-1", stop, [](const core::Progress&) {});
  EXPECT_EQ(copies(), 1);
  EXPECT_TRUE(bench_->store.quarantined("lo-1").empty());
}

TEST_F(ForkedWorkers, AClockThatJumpsKillsNobody) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "3");
  std::set<std::string> seen;
  Supervisor supervisor(bench_->store, bench_->clock, options([](int) {}));
  std::atomic<bool> stop{false};
  int hours = 24;
  supervisor.run("lo-1", stop, [&](const core::Progress&) {
    for (const auto& worker : bench_->store.workers()) seen.insert(worker.id);
    bench_->clock.advance(std::chrono::hours(hours));
    hours = -hours;
  });
  EXPECT_EQ(copies(), 1);
  EXPECT_LE(seen.size(), 2U);
  EXPECT_TRUE(bench_->store.quarantined("lo-1").empty());
}

TEST_F(ForkedWorkers, ToldToStopGiveALongJobBackWithoutCostingItAnAttempt) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "1");
  drain_ = std::chrono::milliseconds(50);
  const auto marker = bench_->folder.path() / "reading";
  auto slow = options([marker](int) {
    core::writeFileAtomically(marker, std::string_view("x"));
    for (;;) ::pause();
  });
  Supervisor supervisor(bench_->store, bench_->clock, slow);
  std::atomic<bool> stop{false};
  supervisor.run("lo-1", stop, [&](const core::Progress&) {
    if (std::filesystem::exists(marker)) stop = true;
  });
  EXPECT_TRUE(bench_->store.workers().empty());
  EXPECT_EQ(bench_->store.progress("lo-1").jobs_running, 0);
  bench_->store.registerWorker("w", "here", 1, "lock", bench_->clock.now());
  const auto lease = bench_->store.claim("w", bench_->clock.now());
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->attempt, 0);
  EXPECT_EQ(lease->crashes, 0);
}

TEST_F(ForkedWorkers, WaitWhileThereIsAnObstacleAndGoOnByThemselves) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "1");
  auto waiting = options([](int) {});
  int looks = 3;
  std::vector<std::string> told;
  waiting.obstacle = [&]() -> std::optional<core::Error> {
    if (--looks <= 0) return {};
    EXPECT_TRUE(bench_->store.workers().empty());
    return core::Error(core::kDiskFull, {});
  };
  waiting.on_trouble = [&](const std::optional<core::Error>& trouble) {
    told.emplace_back(trouble ? trouble->code().slug : "");
  };
  Supervisor supervisor(bench_->store, bench_->clock, waiting);
  std::atomic<bool> stop{false};
  supervisor.run("lo-1", stop, [](const core::Progress&) {});
  EXPECT_EQ(copies(), 1);
  EXPECT_EQ(told, (std::vector<std::string>{"core.disk_full", ""}));
}

TEST_F(ForkedWorkers, KeptFreeForTheCounterServeItWhileAllOthersAreBusy) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->store.createBatch({"lo-1", bench_->clock.now(), core::Lane::kBacklog});
  bench_->add("backlog", "2");
  const auto busy = bench_->folder.path() / "busy";
  int served[2];
  ASSERT_EQ(::pipe(served), 0);
  // The only worker of all lanes is held up until the counter has been served.
  auto options = this->options([&](int page) {
    if (page == 0 || std::filesystem::exists(busy)) return;
    core::writeFileAtomically(busy, "");
    char word = 0;
    ASSERT_EQ(::read(served[0], &word, 1), 1);
  });
  options.workers = options.counter_workers = 1;
  Supervisor supervisor(bench_->store, bench_->clock, std::move(options));
  std::atomic<bool> stop{false};
  bool fed = false, told = false;
  supervisor.serve(stop, [&] {
    if (!fed && std::filesystem::exists(busy)) {
      bench_->store.createBatch({"quay", bench_->clock.now(), core::Lane::kCounter});
      const auto blob = bench_->blobs.put(std::vector<std::uint8_t>{'1'});
      bench_->store.addMaster("quay", "/in/c", "c", blob.id, blob.size, bench_->clock.now());
      fed = true;
    }
    if (!told && copies() > 0) told = ::write(served[1], "!", 1) == 1;
    return !fed || bench_->store.jobsOpen() > 0;
  });
  EXPECT_EQ(copies(), 2);
}

TEST_F(ForkedWorkers, LeaveAPausedBatchAlone) {
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->add("a", "1");
  bench_->store.pauseBatch("lo-1", true);
  run([](int) {});
  EXPECT_EQ(copies(), 0);
  bench_->store.pauseBatch("lo-1", false);
  run([](int) {});
  EXPECT_EQ(copies(), 1);
}

}  // namespace
}  // namespace sohoa::pipeline
