#pragma once

#include <time.h>

#include <chrono>

namespace sohoa::core {

// CPU time of the calling thread (POSIX.1-2017 CLOCK_THREAD_CPUTIME_ID); stands still while the
// thread waits for its turn. Points taken on different threads must not be compared.
struct ThreadCpuClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<ThreadCpuClock>;
  // NOLINTNEXTLINE(readability-identifier-naming) the standard names it
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};

}  // namespace sohoa::core
