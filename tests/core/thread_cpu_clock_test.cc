#include "core/thread_cpu_clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace sohoa::core {
namespace {

using std::chrono::milliseconds;

void burn(milliseconds cpu) {
  const auto end = ThreadCpuClock::now() + cpu;
  volatile double sink = 0;
  while (ThreadCpuClock::now() < end) sink = sink + 1;
}

TEST(ThreadCpuClock, CountsWhatTheThreadBurns) {
  const auto before = ThreadCpuClock::now();
  burn(milliseconds(5));
  EXPECT_GE(ThreadCpuClock::now() - before, milliseconds(5));
}

TEST(ThreadCpuClock, StandsStillWhileTheThreadWaitsForAnother) {
  const auto before = ThreadCpuClock::now();
  std::thread(burn, milliseconds(50)).join();
  EXPECT_LT(ThreadCpuClock::now() - before, milliseconds(50));
}

}  // namespace
}  // namespace sohoa::core
