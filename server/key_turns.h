#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "server/errors.h"

namespace sohoa::server {

// Lets one at a time through for each name. Safe for several threads.
class KeyTurns {
 public:
  class Turn {
   public:
    Turn(KeyTurns& turns, std::string name) : turns_(turns), name_(std::move(name)) {}
    ~Turn() { turns_.end(name_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    KeyTurns& turns_;
    std::string name_;
  };

  // Waits until nobody else has the name; it is free again when the turn goes out of scope. For
  // `patience` at most: who waits holds a thread that others need. Throws Error(kOverloaded).
  [[nodiscard]] Turn wait(const std::string& name,
                          std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, patience, [&] { return taken_.count(name) == 0; })) {
      throw core::Error(kOverloaded, {});
    }
    taken_.insert(name);
    return Turn(*this, name);
  }

 private:
  void end(const std::string& name) {
    const std::lock_guard lock(mutex_);
    taken_.erase(name);
    freed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::set<std::string> taken_;
};

}  // namespace sohoa::server
