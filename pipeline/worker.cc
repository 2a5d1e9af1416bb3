#include "pipeline/worker.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "core/error.h"

namespace sohoa::pipeline {
namespace {

using std::chrono::steady_clock;

std::string hostName() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

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
      lock_(options_.run_folder, options_.id) {}

void Worker::keepHeartbeat(const std::stop_token& done) {
  std::unique_ptr<core::WorkStore> store;
  auto next = steady_clock::now();
  while (!done.stop_requested()) {
    const auto now = steady_clock::now();
    const auto started = stage_started_.load();
    if (started != 0 &&
        now - steady_clock::time_point(steady_clock::duration(started)) > options_.stage_timeout) {
      ::_exit(kStuckExitCode);
    }
    if (now >= next) {
      next = now + options_.heartbeat;
      try {
        if (!store) store = heartbeat_store_();
        store->heartbeat(options_.id, clock_.now());
      } catch (const core::Error&) {
        next = now + options_.heartbeat / 5;  // busy, or given up for dead: run() finds out
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void Worker::run(const std::atomic<bool>& stop) {
  store_.registerWorker(options_.id, hostName(), ::getpid(), lock_.path().string(), clock_.now());
  const std::jthread heart([this](const std::stop_token& done) { keepHeartbeat(done); });
  while (!stop) {
    std::optional<core::Lease> lease;
    try {
      lease = store_.claim(options_.id, clock_.now());
    } catch (const core::Error& error) {
      if (error.retry() != core::Retry::kTransient) throw;
    }
    if (!lease) {
      std::this_thread::sleep_for(options_.poll);
      continue;
    }
    stage_started_ = steady_clock::now().time_since_epoch().count();
    runner_.run(*lease);
    stage_started_ = 0;
  }
  store_.workerGone(options_.id, core::WorkerEnd::kInterrupted, clock_.now());
}

}  // namespace sohoa::pipeline
