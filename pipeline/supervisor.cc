#include "pipeline/supervisor.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <thread>

#include "core/error.h"
#include "pipeline/errors.h"
#include "pipeline/worker.h"

namespace sohoa::pipeline {
namespace {

using std::chrono::steady_clock;

constexpr int kMaxFailedStarts = 5;
constexpr auto kBurialInterval = std::chrono::seconds(1);

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
  while (static_cast<int>(children_.size()) < options_.workers) {
    const auto id = newWorkerId();
    children_.emplace(options_.start_worker(id), id);
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
  const auto worker = child->second;
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
  const bool failed_start = WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
                            WEXITSTATUS(status) != kStuckExitCode && jobs == 0;
  failed_starts_ = failed_start ? failed_starts_ + 1 : 0;
  if (failed_starts_ >= kMaxFailedStarts) {
    throw core::Error(kWorkersCannotStart,
                      {.detail = "exit code " + std::to_string(WEXITSTATUS(status))});
  }
}

void Supervisor::buryStrangers() {
  if (steady_clock::now() < next_burial_) return;
  next_burial_ = steady_clock::now() + kBurialInterval;
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  const auto now = clock_.now();
  for (const auto& row : store_.workers()) {
    const bool gone = row.host == host ? LifeLock::ownerGone(row.lock_file)
                                       : now - row.heartbeat > options_.heartbeat_lost;
    if (!gone) continue;
    if (isOurs(row.id)) continue;  // reap() knows how it ended
    store_.workerGone(row.id, core::WorkerEnd::kInterrupted, now);
    if (row.host == host) ::unlink(row.lock_file.c_str());
  }
}

bool Supervisor::isOurs(const std::string& worker) const {
  const auto same = [&](const auto& child) { return child.second == worker; };
  const auto over = [&](const Ended& ended) { return ended.worker == worker; };
  return std::any_of(children_.begin(), children_.end(), same) ||
         std::any_of(ended_.begin(), ended_.end(), over);
}

void Supervisor::stopAll() {
  for (const auto& [pid, worker] : children_) ::kill(pid, SIGTERM);
  while (!children_.empty()) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, 0);
    if (pid < 0) break;
    ended(pid, status);
  }
  settle();
}

void Supervisor::run(const std::string& batch, const std::atomic<bool>& stop,
                     const std::function<void(const core::Progress&)>& on_progress) {
  loop(stop, [&] {
    const auto progress = store_.progress(batch);
    on_progress(progress);
    if (progress.jobs_open == 0) return false;
    startMissing();
    return true;
  });
}

void Supervisor::serve(const std::atomic<bool>& stop, const std::function<bool()>& go_on) {
  loop(stop, [&] {
    if (!go_on()) return false;
    if (store_.jobsOpen() > 0) startMissing();
    return true;
  });
}

void Supervisor::loop(const std::atomic<bool>& stop, const std::function<bool()>& round) {
  while (!stop) {
    try {
      reap();
      buryStrangers();
      if (!round()) break;
    } catch (const core::Error& error) {
      if (!isTransient(error)) throw;
    }
    std::this_thread::sleep_for(options_.tick);
  }
  stopAll();
}

}  // namespace sohoa::pipeline
