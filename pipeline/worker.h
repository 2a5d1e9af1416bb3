#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/file.h"
#include "core/ports/work_store.h"
#include "pipeline/quiet_thread.h"
#include "pipeline/stage_runner.h"

namespace sohoa::pipeline {

struct WorkerOptions {
  std::string id;                               // unique to this incarnation
  std::filesystem::path run_folder;             // holds the lock files
  std::chrono::milliseconds poll{100};          // between looks for work when there was none
  core::Lane last_lane = core::Lane::kBacklog;  // jobs of lanes behind it are left to others
  std::chrono::milliseconds heartbeat{5000};
  std::chrono::milliseconds stage_timeout{600000};
  std::chrono::milliseconds drain{20000};  // after a stop, for the stage in hand
  // Added to the nice value of the thread that does the backlog's jobs.
  int backlog_nice = 0;
  // Why no job may be taken now, for example too little disk left; looked at before each claim.
  std::function<bool()> may_work = [] { return true; };
};

// A process that does so for too long is taken to be stuck and ends itself with this code; the
// supervisor counts that as a crash of the job.
inline constexpr int kStuckExitCode = 70;

// This machine, as the work store knows it: its name, and a mark that tells two machines of one
// name apart, since a lock file that is not here says nothing about a worker elsewhere.
[[nodiscard]] std::string thisHost();

// Shows to other processes that its owner is alive: an flock that the kernel drops with the
// process.
class LifeLock {
 public:
  // Creates and locks `folder/<id>.lock`. Throws Error(core::kIo).
  LifeLock(const std::filesystem::path& folder, const std::string& id);
  ~LifeLock();
  LifeLock(const LifeLock&) = delete;
  LifeLock& operator=(const LifeLock&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Whether the owner of this lock file, on this machine, is gone.
  [[nodiscard]] static bool ownerGone(const std::filesystem::path& lock_file);

 private:
  std::filesystem::path path_;
  core::Fd fd_;
};

// One worker process: claims jobs and runs them until `stop` is set, one at a time. A second thread
// with its own store keeps the heartbeat, however long a stage takes, and ends the process when a
// stage is stuck, or when it lasts too long after a stop: the job is given back then, its attempt
// with it. A third thread, of low priority, is lent the jobs of the backlog.
class Worker {
 public:
  using StoreFactory = std::function<std::unique_ptr<core::WorkStore>()>;

  Worker(core::WorkStore& store, StoreFactory heartbeat_store, StageRunner& runner,
         const core::Clock& clock, WorkerOptions options);

  // Returns when `stop` is set and the running job, if any, is done or given back.
  void run(const std::atomic<bool>& stop);

 private:
  void keepHeartbeat(const std::stop_token& done, const std::atomic<bool>& stop);
  void enter();
  [[nodiscard]] std::optional<core::Lease> nextJob();
  // Gives the job in hand back and ends the process.
  [[noreturn]] void giveUpTheRest(core::WorkStore& store);
  void work(const core::Lease& lease, const std::atomic<bool>& stop);
  void record(const core::Lease& lease, const core::Error& trouble, const std::atomic<bool>& stop);

  core::WorkStore& store_;
  StoreFactory heartbeat_store_;
  StageRunner& runner_;
  const core::Clock& clock_;
  WorkerOptions options_;
  LifeLock lock_;
  std::atomic<std::chrono::steady_clock::time_point::rep> stage_started_{0};
  std::mutex mutex_;
  std::optional<core::Lease> in_hand_;  // guarded by mutex_
  QuietThread backlog_thread_;
};

}  // namespace sohoa::pipeline
