#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "core/ports/access_book.h"

namespace sohoa::server {

// Writes to the access log for many threads at once: those who wait while one writes are written
// together next, so that a busy server pays one fsync for many reads. Safe for several threads.
class AccessRecorder {
 public:
  explicit AccessRecorder(core::AccessBook& book) : book_(book) {}

  // Durable when it returns. Throws what AccessBook::log throws; the entry may then be missing.
  void record(core::AccessEntry entry);

 private:
  struct Round {
    std::vector<core::AccessEntry> entries;
    bool done = false;
    std::exception_ptr failure;
  };

  core::AccessBook& book_;
  std::mutex mutex_;
  std::condition_variable written_;
  bool writing_ = false;
  std::shared_ptr<Round> next_;
};

}  // namespace sohoa::server
