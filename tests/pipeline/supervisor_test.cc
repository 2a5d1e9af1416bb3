#include "pipeline/supervisor.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

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
    options.start_worker = [this, act](const std::string& id) {
      const pid_t pid = ::fork();
      if (pid == 0) {
        work(id, act);
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

 private:
  static inline std::atomic<bool> stop_{false};

  void work(const std::string& id, const std::function<void(int)>& act) {
    ::signal(SIGTERM, [](int) { stop_ = true; });
    const auto path = bench_->folder.path() / "work.db";
    store::SqliteWorkStore store(path);
    bench_->opener.before_raster = act;
    FakeWarehouseInFolder warehouse(bench_->folder.path());
    StageRunner runner(
        {store, bench_->blobs, bench_->opener, bench_->reader, bench_->documents, bench_->assembler,
         bench_->signer, bench_->verifier, warehouse, bench_->clock},
        {bench_->folder.path(), core::PadesLevel::kBT, true, "p01"});
    WorkerOptions worker_options;
    worker_options.id = id;
    worker_options.run_folder = bench_->folder.path();
    worker_options.poll = std::chrono::milliseconds(5);
    Worker worker(
        store, [&] { return std::make_unique<store::SqliteWorkStore>(path); }, runner,
        bench_->clock, worker_options);
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
      if (entry.path().filename().string().rfind("copy-", 0) == 0) ++count;
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
  options.start_worker = [](const std::string&) {
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
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  bench_->store.workerGone("w", WorkerEnd::kInterrupted, bench_->clock.now());
  bench_->store.registerWorker("dead", host, 1, "/no/such/lock", bench_->clock.now());
  ASSERT_TRUE(bench_->store.claim("dead", bench_->clock.now()));
  run([](int) {});
  EXPECT_EQ(copies(), 1);
}

}  // namespace
}  // namespace sohoa::pipeline
