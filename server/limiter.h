#pragma once

#include <map>
#include <mutex>
#include <string>

#include "core/clock.h"

namespace sohoa::server {

// A token bucket for each name, filled evenly and holding one minute's worth. Safe for several
// threads.
class Limiter {
 public:
  explicit Limiter(const core::Clock& clock) : clock_(clock) {}

  // 0: go on. Else the seconds after which one more would pass.
  [[nodiscard]] int wait(const std::string& name, int per_minute);

 private:
  struct Bucket {
    double tokens = 0;
    core::Timestamp filled;
  };
  const core::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace sohoa::server
