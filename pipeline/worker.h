#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/clock.h"
#include "core/file.h"
#include "core/ports/work_store.h"
#include "pipeline/stage_runner.h"

namespace sohoa::pipeline {

struct WorkerOptions {
  std::string id;                       // unique to this incarnation
  std::filesystem::path run_folder;     // holds the lock files
  std::chrono::milliseconds poll{100};  // between looks for work when there was none
  std::chrono::milliseconds heartbeat{5000};
  std::chrono::milliseconds stage_timeout{600000};
};

// A process that does so for too long is taken to be stuck and ends itself with this code; the
// supervisor counts that as a crash of the job.
inline constexpr int kStuckExitCode = 70;

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
// stage is stuck.
class Worker {
 public:
  using StoreFactory = std::function<std::unique_ptr<core::WorkStore>()>;

  Worker(core::WorkStore& store, StoreFactory heartbeat_store, StageRunner& runner,
         const core::Clock& clock, WorkerOptions options);

  // Returns when `stop` is set and the running job, if any, is done.
  void run(const std::atomic<bool>& stop);

 private:
  void keepHeartbeat(const std::stop_token& done);

  core::WorkStore& store_;
  StoreFactory heartbeat_store_;
  StageRunner& runner_;
  const core::Clock& clock_;
  WorkerOptions options_;
  LifeLock lock_;
  std::atomic<std::chrono::steady_clock::time_point::rep> stage_started_{0};
};

}  // namespace sohoa::pipeline
