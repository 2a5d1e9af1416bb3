#include "pipeline/steady_thread.h"

#include <utility>

namespace sohoa::pipeline {

SteadyThread::SteadyThread(std::function<bool()> round, std::chrono::milliseconds between)
    : round_(std::move(round)), thread_([this, between] { loop(between); }) {}

SteadyThread::~SteadyThread() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void SteadyThread::loop(std::chrono::milliseconds between) {
  for (;;) {
    bool more = false;
    try {
      more = round_();
    } catch (const std::exception&) {  // a later round may do better
      more = false;
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, more ? std::chrono::milliseconds(0) : between,
                       [&] { return over_; })) {
      return;
    }
  }
}

}  // namespace sohoa::pipeline
