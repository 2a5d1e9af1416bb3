#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/ports/work_store.h"

namespace sohoa::pipeline {

struct SupervisorOptions {
  int workers = 1;
  // On top of these while serve() runs: workers that take the counter's jobs alone, so that a
  // citizen waits for no worker that is at somebody else's job.
  int counter_workers = 0;
  // Starts a worker process under this id, for lanes up to `last`, and returns its pid.
  std::function<pid_t(const std::string& worker, core::Lane last)> start_worker;
  std::chrono::milliseconds tick{200};
  // A worker that gives no sign of life for so long is fenced off, and killed if it is ours.
  std::chrono::milliseconds heartbeat_lost{45000};
  std::chrono::milliseconds stop_patience{40000};  // for workers told to stop; then they are killed
  // What keeps work from going on at present, for example a full disk: no worker is started then.
  std::function<std::optional<core::Error>()> obstacle = [] { return std::nullopt; };
  // Told once when work cannot go on by itself for now, and with nothing when it goes on again.
  std::function<void(const std::optional<core::Error>&)> on_trouble =
      [](const std::optional<core::Error>&) {};
};

// Exit code of a worker that could not work for now; it is started again after a while, for ever.
inline constexpr int kNotNowExitCode = 4;

// Keeps worker processes alive while there is work, and gives back the jobs of those that died.
class Supervisor {
 public:
  Supervisor(core::WorkStore& store, const core::Clock& clock, SupervisorOptions options);
  ~Supervisor();  // kills what still runs; their jobs are given back by the next run

  // Until no job of `batch` is open or all that are belong to a paused batch, or `stop` is set
  // (workers then finish the job in hand, or give it back when that takes long).
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
  void startUpTo(int count, core::Lane last);
  void reap();
  void ended(pid_t pid, int status);
  // Gives back the jobs of those that ended; one that the busy store refuses stays for the next
  // try.
  void settle();
  void countFailedStart(int status, int jobs);
  [[nodiscard]] bool isOurs(const std::string& worker) const;
  void stopAll();
  // Workers of an earlier run that was killed, and any that went silent.
  void buryTheDead();
  // How long a worker has given no sign of life, as far as this process was awake to see.
  std::chrono::milliseconds silence(const core::WorkStore::WorkerRow& row,
                                    std::chrono::milliseconds awake);
  void fence(const std::string& worker);
  void tell(const std::optional<core::Error>& trouble);

  core::WorkStore& store_;
  const core::Clock& clock_;
  SupervisorOptions options_;
  struct Ended {
    std::string worker;
    int status;
    core::WorkerEnd end;
  };
  struct Child {
    std::string worker;
    core::Lane last;
  };
  std::map<pid_t, Child> children_;
  bool serving_ = false;
  std::vector<Ended> ended_;
  struct Sight {
    core::Timestamp heartbeat;
    std::chrono::milliseconds silent{0};
  };
  std::map<std::string, Sight> sights_;
  std::chrono::steady_clock::time_point last_burial_{};
  std::chrono::steady_clock::time_point next_start_{};
  std::string trouble_;  // what was told last
  int failed_starts_ = 0;
  long oom_kills_;
};

// How a child's wait status counts against its job. `oom` tells that the kernel killed for memory.
[[nodiscard]] core::WorkerEnd workerEnd(int status, bool oom);

}  // namespace sohoa::pipeline
