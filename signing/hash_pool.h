#pragma once

// Private to signing/.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

#include "signing/bytes.h"
#include "signing/sha256_lanes.h"

namespace sohoa::signing {

// SHA-256 for many threads at once: what they ask for at the same time goes through the processor's
// vectors together, which takes a quarter of the time of one after the other. Nobody waits for
// company: whoever comes first works for all who come while it does.
class HashPool {
 public:
  // `together`: whether lanes are used; the default is where they help.
  explicit HashPool(bool together = sha256LanesHelp());

  // Takes whole blocks (FIPS 180-4 clause 5.2.1) into the state; `bytes` is a multiple of 64.
  void advance(Sha256Words& state, ByteView bytes);

 private:
  struct Job {
    Sha256Words* state;
    const std::uint8_t* data;
    std::size_t blocks;  // still to do
  };
  using Lock = std::unique_lock<std::mutex>;

  [[nodiscard]] std::size_t wantedWorkers() const;
  void workUntilDone(const Job& own, Lock& lock);
  [[nodiscard]] static std::size_t step(const std::deque<Job*>& jobs);

  const bool together_;
  const std::size_t most_workers_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  std::deque<Job*> waiting_;
  std::size_t jobs_ = 0;  // asked for and not done
  std::size_t workers_ = 0;
};

// Takes whole blocks of one message into its state.
void advanceAlone(Sha256Words& state, const std::uint8_t* data, std::size_t blocks);

}  // namespace sohoa::signing
