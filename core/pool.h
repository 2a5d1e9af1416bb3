#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/ports/errors.h"

namespace sohoa::core {

// Things that one thread at a time may use, such as connections to a store, lent to many threads.
// One is made when all others are lent, up to `most`; then borrowers wait, for `patience`
// at most. Safe for several threads.
template <class T>
class Pool {
 public:
  Pool(std::function<std::unique_ptr<T>()> make, int most,
       std::chrono::milliseconds patience = std::chrono::seconds(10))
      : make_(std::move(make)), most_(most), patience_(patience) {}

  // Given back when it goes out of scope. Must not outlive the pool.
  class Loan {
   public:
    ~Loan() {
      if (thing_) pool_.giveBack(std::move(thing_));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    T* operator->() const { return thing_.get(); }
    T& operator*() const { return *thing_; }

   private:
    friend Pool;
    Loan(Pool& pool, std::unique_ptr<T> thing) : pool_(pool), thing_(std::move(thing)) {}
    Pool& pool_;
    std::unique_ptr<T> thing_;
  };

  // Throws Error(kStoreBusy), and what `make` throws.
  [[nodiscard]] Loan borrow() {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, patience_, [&] { return !free_.empty() || made_ < most_; })) {
      throw Error(kStoreBusy, {});
    }
    if (!free_.empty()) {
      auto thing = std::move(free_.back());
      free_.pop_back();
      return Loan(*this, std::move(thing));
    }
    ++made_;
    lock.unlock();
    try {
      return Loan(*this, make_());
    } catch (...) {
      lock.lock();
      --made_;
      returned_.notify_one();
      throw;
    }
  }

 private:
  void giveBack(std::unique_ptr<T> thing) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(thing));
    returned_.notify_one();
  }

  std::function<std::unique_ptr<T>()> make_;
  int most_;
  std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<T>> free_;
  int made_ = 0;
};

}  // namespace sohoa::core
