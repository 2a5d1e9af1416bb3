#include "warehouse/patience.h"

#include <algorithm>
#include <random>
#include <thread>

namespace sohoa::warehouse {

bool Patience::again() {
  if (++failures_ >= retries_.attempts) return false;
  static thread_local std::minstd_rand random{std::random_device{}()};
  const auto most =
      std::min(retries_.first.count() << std::min(failures_ - 1, 20), retries_.longest.count());
  const auto share = std::uniform_real_distribution<double>(0.5, 1)(random);
  const std::chrono::milliseconds pause(static_cast<long>(static_cast<double>(most) * share));
  if (retries_.sleep) {
    retries_.sleep(pause);
  } else {
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace sohoa::warehouse
