#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace sohoa::pipeline {

// A thread that gives way to others: its nice value is higher by `nice`, and so is that of child
// processes it starts. A thread may lower its priority without any right and never raise it again,
// which is why the work goes to another thread and not the priority up and down.
class QuietThread {
 public:
  explicit QuietThread(int nice);
  ~QuietThread();
  QuietThread(const QuietThread&) = delete;
  QuietThread& operator=(const QuietThread&) = delete;

  // Does the work there and waits for it; throws what it throws. For one caller at a time.
  void run(const std::function<void()>& work);

 private:
  void loop(int nice);

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* work_ = nullptr;
  std::exception_ptr failure_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace sohoa::pipeline
