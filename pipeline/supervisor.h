#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

struct SupervisorOptions {
  int workers = 1;
  // Starts a worker process under this id and returns its pid.
  std::function<pid_t(const std::string& worker)> start_worker;
  std::chrono::milliseconds tick{200};
  std::chrono::seconds heartbeat_lost{45};  // for workers of other machines
};

// Keeps worker processes alive while there is work, and gives back the jobs of those that died.
class Supervisor {
 public:
  Supervisor(core::WorkStore& store, const core::Clock& clock, SupervisorOptions options);
  ~Supervisor();  // kills what still runs; their jobs are given back by the next run

  // Until no job of `batch` is open, or `stop` is set (workers then finish the job in hand).
  // `on_progress` is called several times a second. Throws Error(kWorkersCannotStart) when workers
  // keep dying before they do anything.
  void run(const std::string& batch, const std::atomic<bool>& stop,
           const std::function<void(const core::Progress&)>& on_progress);

  // Until `go_on`, called once a tick, says no or `stop` is set; works on the jobs of all batches.
  // Workers are started when there is a first job and stay. Throws as run() does.
  void serve(const std::atomic<bool>& stop, const std::function<bool()>& go_on);

 private:
  void loop(const std::atomic<bool>& stop, const std::function<bool()>& round);
  void startMissing();
  void reap();
  void ended(pid_t pid, int status);
  // Gives back the jobs of those that ended; one that the busy store refuses stays for the next
  // try.
  void settle();
  void countFailedStart(int status, int jobs);
  [[nodiscard]] bool isOurs(const std::string& worker) const;
  void stopAll();
  // Workers of an earlier run that was killed, or of another machine that went silent.
  void buryStrangers();

  core::WorkStore& store_;
  const core::Clock& clock_;
  SupervisorOptions options_;
  struct Ended {
    std::string worker;
    int status;
    core::WorkerEnd end;
  };
  std::map<pid_t, std::string> children_;
  std::vector<Ended> ended_;
  std::chrono::steady_clock::time_point next_burial_{};
  int failed_starts_ = 0;
  long oom_kills_;
};

// How a child's wait status counts against its job. `oom` tells that the kernel killed for memory.
[[nodiscard]] core::WorkerEnd workerEnd(int status, bool oom);

}  // namespace sohoa::pipeline
