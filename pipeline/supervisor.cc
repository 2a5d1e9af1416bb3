#include "pipeline/supervisor.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <thread>

#include "core/ports/errors.h"
#include "pipeline/errors.h"
#include "pipeline/worker.h"

namespace sohoa::pipeline {
namespace {

using std::chrono::steady_clock;

constexpr int kMaxFailedStarts = 5;
constexpr auto kBurialInterval = std::chrono::seconds(1);
constexpr auto kStartPause = std::chrono::seconds(2);  // after a worker that could not work for now

std::string newWorkerId() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::random_device random;
  std::string id = "w-" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < 16; ++i) id += kDigits[random() % 16];
  return id;
}

// Processes of our control group that the kernel killed for memory so far; 0 when it does not say.
long oomKills() {
  std::ifstream own("/proc/self/cgroup");
  for (std::string line; std::getline(own, line);) {
    if (line.rfind("0::", 0) != 0) continue;
    std::ifstream events("/sys/fs/cgroup" + line.substr(3) + "/memory.events");
    std::string name;
    for (long count = 0; events >> name >> count;) {
      if (name == "oom_kill") return count;
    }
  }
  return 0;
}

bool isTransient(const core::Error& error) { return error.retry() == core::Retry::kTransient; }

}  // namespace

core::WorkerEnd workerEnd(int status, bool oom) {
  if (WIFEXITED(status)) {
    return WEXITSTATUS(status) == kStuckExitCode ? core::WorkerEnd::kCrashed
                                                 : core::WorkerEnd::kInterrupted;
  }
  switch (WTERMSIG(status)) {
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
      return core::WorkerEnd::kInterrupted;
    case SIGKILL:
      return oom ? core::WorkerEnd::kCrashed : core::WorkerEnd::kInterrupted;
    default:
      return core::WorkerEnd::kCrashed;
  }
}

Supervisor::Supervisor(core::WorkStore& store, const core::Clock& clock, SupervisorOptions options)
    : store_(store), clock_(clock), options_(std::move(options)), oom_kills_(oomKills()) {}

Supervisor::~Supervisor() {
  for (const auto& [pid, worker] : children_) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
}

void Supervisor::startMissing() {
  if (steady_clock::now() < next_start_) return;
  startUpTo(options_.workers, core::Lane::kBacklog);
  if (serving_) startUpTo(options_.counter_workers, core::Lane::kCounter);
}

void Supervisor::startUpTo(int count, core::Lane last) {
  const auto there = std::count_if(children_.begin(), children_.end(),
                                   [&](const auto& child) { return child.second.last == last; });
  for (auto i = static_cast<int>(there); i < count; ++i) {
    const auto id = newWorkerId();
    children_.emplace(options_.start_worker(id, last), Child{id, last});
  }
}

void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) ended(pid, status);
  settle();
}

void Supervisor::ended(pid_t pid, int status) {
  const auto child = children_.find(pid);
  if (child == children_.end()) return;
  const auto worker = child->second.worker;
  children_.erase(child);
  const long kills = oomKills();
  ended_.push_back({worker, status, workerEnd(status, kills > oom_kills_)});
  oom_kills_ = kills;
}

void Supervisor::settle() {
  while (!ended_.empty()) {
    const auto [worker, status, end] = ended_.back();
    const int jobs = store_.workerGone(worker, end, clock_.now());
    ended_.pop_back();
    countFailedStart(status, jobs);
  }
}

void Supervisor::countFailedStart(int status, int jobs) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotNowExitCode) {
    next_start_ = steady_clock::now() + kStartPause;
    return;
  }
  const bool failed_start = WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
                            WEXITSTATUS(status) != kStuckExitCode && jobs == 0;
  failed_starts_ = failed_start ? failed_starts_ + 1 : 0;
  if (failed_starts_ >= kMaxFailedStarts) {
    throw core::Error(kWorkersCannotStart,
                      {.detail = "exit code " + std::to_string(WEXITSTATUS(status))});
  }
}

void Supervisor::buryTheDead() {
  const auto now = steady_clock::now();
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_burial_);
  if (since < std::min<std::chrono::milliseconds>(kBurialInterval, options_.heartbeat_lost / 4)) {
    return;
  }
  last_burial_ = now;
  const auto host = thisHost();
  const auto rows = store_.workers();
  std::erase_if(sights_, [&](const auto& sight) {
    return std::none_of(rows.begin(), rows.end(),
                        [&](const auto& row) { return row.id == sight.first; });
  });
  for (const auto& row : rows) {
    // Whoever slept with us could not give a sign: a long pause of ours counts as a short one.
    const auto silent =
        silence(row, std::min<std::chrono::milliseconds>(since, 2 * kBurialInterval));
    const bool dead = row.host == host && LifeLock::ownerGone(row.lock_file);
    if (dead && isOurs(row.id)) continue;  // reap() knows how it ended
    if (!dead && silent <= options_.heartbeat_lost) continue;
    fence(row.id);
    if (dead) ::unlink(row.lock_file.c_str());
  }
}

std::chrono::milliseconds Supervisor::silence(const core::WorkStore::WorkerRow& row,
                                              std::chrono::milliseconds awake) {
  auto& sight = sights_[row.id];
  if (sight.heartbeat != row.heartbeat) {
    sight = {row.heartbeat, std::chrono::milliseconds(0)};
  } else {
    sight.silent += awake;
  }
  return sight.silent;
}

// The store knows first, so that a full one kills nobody.
void Supervisor::fence(const std::string& worker) {
  store_.workerGone(worker, core::WorkerEnd::kInterrupted, clock_.now());
  sights_.erase(worker);
  for (const auto& [pid, child] : children_) {
    if (child.worker == worker) ::kill(pid, SIGKILL);
  }
}

void Supervisor::tell(const std::optional<core::Error>& trouble) {
  const std::string code = trouble ? std::string(trouble->code().slug) : std::string();
  if (code == trouble_) return;
  trouble_ = code;
  options_.on_trouble(trouble);
}

bool Supervisor::isOurs(const std::string& worker) const {
  const auto same = [&](const auto& child) { return child.second.worker == worker; };
  const auto over = [&](const Ended& ended) { return ended.worker == worker; };
  return std::any_of(children_.begin(), children_.end(), same) ||
         std::any_of(ended_.begin(), ended_.end(), over);
}

void Supervisor::stopAll() {
  for (const auto& [pid, worker] : children_) ::kill(pid, SIGTERM);
  const auto give_up = steady_clock::now() + options_.stop_patience;
  bool killed = false;
  while (!children_.empty()) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, killed ? 0 : WNOHANG);
    if (pid < 0) break;
    if (pid > 0) {
      ended(pid, status);
      continue;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (steady_clock::now() < give_up) continue;
    for (const auto& [child, worker] : children_) ::kill(child, SIGKILL);
    killed = true;
  }
  try {
    settle();
  } catch (const core::Error& error) {
    if (!isTransient(error)) throw;  // the next run finds their locks free
  }
}

void Supervisor::run(const std::string& batch, const std::atomic<bool>& stop,
                     const std::function<void(const core::Progress&)>& on_progress) {
  loop(stop, [&] {
    const auto progress = store_.progress(batch);
    on_progress(progress);
    if (progress.jobs_open == progress.jobs_held) return false;
    const auto obstacle = options_.obstacle();
    const bool full = progress.waits_for == core::kDiskFull.slug;
    tell(obstacle || !full ? obstacle : core::Error(core::kDiskFull, {}));
    if (!obstacle) startMissing();
    return true;
  });
}

void Supervisor::serve(const std::atomic<bool>& stop, const std::function<bool()>& go_on) {
  serving_ = true;
  loop(stop, [&] {
    if (!go_on()) return false;
    const auto obstacle = options_.obstacle();
    tell(obstacle);
    if (!obstacle && store_.jobsOpen() > 0) startMissing();
    return true;
  });
}

void Supervisor::loop(const std::atomic<bool>& stop, const std::function<bool()>& round) {
  while (!stop) {
    try {
      reap();
      buryTheDead();
      if (!round()) break;
    } catch (const core::Error& error) {
      if (!isTransient(error)) throw;
      if (error.code() != core::kStoreBusy) tell(error);
    }
    std::this_thread::sleep_for(options_.tick);
  }
  stopAll();
}

}  // namespace sohoa::pipeline
