#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace sohoa::pipeline {

// Does rounds of some work in a thread of its own until it is destroyed. A round that says false
// had nothing to do; one that throws core::Error is waited out.
class SteadyThread {
 public:
  explicit SteadyThread(std::function<bool()> round,
                        std::chrono::milliseconds between = std::chrono::seconds(2));
  ~SteadyThread();
  SteadyThread(const SteadyThread&) = delete;
  SteadyThread& operator=(const SteadyThread&) = delete;

 private:
  void loop(std::chrono::milliseconds between);

  std::function<bool()> round_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace sohoa::pipeline
