#include "cli/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "cli/signals.h"

namespace sohoa::cli {

void forEachParallel(std::size_t count, std::size_t threads,
                     const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (;;) {
      const auto i = next.fetch_add(1);
      if (i >= count || stopRequested()) return;
      work(i);
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(run);
  run();
}

}  // namespace sohoa::cli
