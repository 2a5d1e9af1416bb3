#include "pipeline/quiet_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sohoa::pipeline {

QuietThread::QuietThread(int nice) : thread_([this, nice] { loop(nice); }) {}

QuietThread::~QuietThread() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void QuietThread::run(const std::function<void()>& work) {
  std::unique_lock lock(mutex_);
  work_ = &work;
  changed_.notify_all();
  changed_.wait(lock, [this] { return work_ == nullptr; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void QuietThread::loop(int nice) {
  // On Linux a thread has a nice value of its own.
  const auto self = static_cast<id_t>(::gettid());
  errno = 0;
  const int own = ::getpriority(PRIO_PROCESS, self);
  if (nice > 0 && errno == 0) static_cast<void>(::setpriority(PRIO_PROCESS, self, own + nice));
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return over_ || work_ != nullptr; });
    if (work_ == nullptr) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*work_)();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = failure;
    work_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace sohoa::pipeline
