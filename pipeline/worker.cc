#include "pipeline/worker.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>

#include "core/digest.h"
#include "core/error.h"
#include "core/ports/errors.h"
#include "pipeline/failure.h"

namespace sohoa::pipeline {
namespace {

using std::chrono::steady_clock;

}  // namespace

std::string thisHost() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  std::ifstream file("/etc/machine-id");
  std::string id;
  file >> id;  // confidential, says machine-id(5); its digest is not
  return std::string(name) + "-" + core::sha256(id + name).hex().substr(0, 8);
}

LifeLock::LifeLock(const std::filesystem::path& folder, const std::string& id)
    : path_(folder / (id + ".lock")),
      fd_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (!fd_ || ::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
    throw core::Error(core::kIo, {.file = path_.string(), .detail = std::strerror(errno)});
  }
}

LifeLock::~LifeLock() { ::unlink(path_.c_str()); }

bool LifeLock::ownerGone(const std::filesystem::path& lock_file) {
  const core::Fd fd(::open(lock_file.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd) return errno == ENOENT;
  return ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
}

Worker::Worker(core::WorkStore& store, StoreFactory heartbeat_store, StageRunner& runner,
               const core::Clock& clock, WorkerOptions options)
    : store_(store),
      heartbeat_store_(std::move(heartbeat_store)),
      runner_(runner),
      clock_(clock),
      options_(std::move(options)),
      lock_(options_.run_folder, options_.id),
      backlog_thread_(options_.backlog_nice) {}

void Worker::keepHeartbeat(const std::stop_token& done, const std::atomic<bool>& stop) {
  std::unique_ptr<core::WorkStore> store;
  auto next = steady_clock::now();
  std::optional<steady_clock::time_point> stopped;
  while (!done.stop_requested()) {
    const auto now = steady_clock::now();
    const auto started = stage_started_.load();
    if (started != 0 &&
        now - steady_clock::time_point(steady_clock::duration(started)) > options_.stage_timeout) {
      ::_exit(kStuckExitCode);
    }
    if (stop && !stopped) stopped = now;
    try {
      if (!store) store = heartbeat_store_();
      if (started != 0 && stopped && now - *stopped > options_.drain) giveUpTheRest(*store);
      if (now >= next) {
        next = now + options_.heartbeat;
        store->heartbeat(options_.id, clock_.now());
      }
    } catch (const core::Error&) {
      next = now + options_.heartbeat / 5;  // busy, or given up for dead: run() finds out
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void Worker::giveUpTheRest(core::WorkStore& store) {
  const std::lock_guard lock(mutex_);
  try {
    if (in_hand_) store.release(*in_hand_);
    store.workerGone(options_.id, core::WorkerEnd::kInterrupted, clock_.now());
  } catch (const core::Error&) {  // then the supervisor gives it back
  }
  ::_exit(0);
}

void Worker::enter() {
  try {
    store_.registerWorker(options_.id, thisHost(), ::getpid(), lock_.path().string(), clock_.now());
  } catch (const core::Error& error) {
    if (error.retry() != core::Retry::kTransient) throw;
  }
}

std::optional<core::Lease> Worker::nextJob() {
  if (!options_.may_work()) return {};
  try {
    return store_.claim(options_.id, clock_.now(), options_.last_lane);
  } catch (const core::Error& error) {
    if (error.code() == core::kWorkerUnknown) {
      enter();  // stopped for so long that it was taken for dead
    } else if (error.retry() != core::Retry::kTransient) {
      throw;
    }
  }
  return {};
}

void Worker::work(const core::Lease& lease, const std::atomic<bool>& stop) {
  {
    const std::lock_guard lock(mutex_);
    in_hand_ = lease;
  }
  stage_started_ = steady_clock::now().time_since_epoch().count();
  std::optional<core::Error> trouble;
  try {
    if (lease.lane == core::Lane::kBacklog) {
      backlog_thread_.run([&] { runner_.run(lease); });
    } else {
      runner_.run(lease);
    }
  } catch (const core::Error& error) {
    if (error.retry() != core::Retry::kTransient) throw;
    trouble = error;
  }
  stage_started_ = 0;
  if (trouble) record(lease, *trouble, stop);
  const std::lock_guard lock(mutex_);
  in_hand_.reset();
}

// The store could not even take down that the job failed; with the job in hand, the worker waits
// until it can.
void Worker::record(const core::Lease& lease, const core::Error& trouble,
                    const std::atomic<bool>& stop) {
  while (!stop) {
    std::this_thread::sleep_for(options_.poll);
    try {
      return store_.postpone(lease, failureOf(trouble), clock_.now());
    } catch (const core::Error& error) {
      if (error.code() == core::kLeaseLost) return;
      if (error.retry() != core::Retry::kTransient) throw;
    }
  }
}

void Worker::run(const std::atomic<bool>& stop) {
  enter();
  const std::jthread heart([&](const std::stop_token& done) { keepHeartbeat(done, stop); });
  while (!stop) {
    if (const auto lease = nextJob()) {
      work(*lease, stop);
    } else {
      std::this_thread::sleep_for(options_.poll);
    }
  }
  try {
    store_.workerGone(options_.id, core::WorkerEnd::kInterrupted, clock_.now());
  } catch (const core::Error& error) {
    if (error.retry() != core::Retry::kTransient) throw;  // the next run finds its lock free
  }
}

}  // namespace sohoa::pipeline
