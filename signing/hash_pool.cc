// The functions of one message in hand, and its state, are only in OpenSSL's older interface.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "signing/hash_pool.h"

#include <openssl/sha.h>

#include <algorithm>
#include <thread>

namespace sohoa::signing {
namespace {

constexpr std::size_t kSlice = 512;     // blocks between two looks at who else has come
constexpr std::size_t kWorthwhile = 3;  // messages; fewer are faster one by one

}  // namespace

void advanceAlone(Sha256Words& state, const std::uint8_t* data, std::size_t blocks) {
  SHA256_CTX context;
  SHA256_Init(&context);
  std::ranges::copy(state, context.h);
  SHA256_Update(&context, data, blocks * kSha256Block);
  std::ranges::copy(context.h, state.begin());
}

HashPool::HashPool(bool together)
    : together_(together), most_workers_(std::max(1U, std::thread::hardware_concurrency())) {}

void HashPool::advance(Sha256Words& state, ByteView bytes) {
  Job job{&state, bytes.data(), bytes.size() / kSha256Block};
  if (job.blocks == 0) return;
  if (!together_) return advanceAlone(state, job.data, job.blocks);
  Lock lock(mutex_);
  waiting_.push_back(&job);
  ++jobs_;
  while (job.blocks != 0) {
    if (workers_ < wantedWorkers() && !waiting_.empty()) {
      ++workers_;
      workUntilDone(job, lock);
      --workers_;
      changed_.notify_all();
    } else {
      changed_.wait(lock);
    }
  }
  --jobs_;
}

// A lane that is free costs nothing to fill, so a second worker comes when the first one's are
// full, or when there is so little to do that each message has a processor to itself.
std::size_t HashPool::wantedWorkers() const {
  const auto full = (jobs_ + kSha256Lanes - 1) / kSha256Lanes;
  return std::min(most_workers_, jobs_ < kWorthwhile ? jobs_ : full);
}

// Works for everybody who waits until its own job is done. What it leaves then goes back to the
// front, and another one who waits takes over.
void HashPool::workUntilDone(const Job& own, Lock& lock) {
  std::deque<Job*> mine;
  while (own.blocks != 0) {
    while (mine.size() < kSha256Lanes && !waiting_.empty()) {
      mine.push_back(waiting_.front());
      waiting_.pop_front();
    }
    if (mine.empty()) return;  // another worker has the own one
    lock.unlock();
    const auto done = step(mine);
    lock.lock();
    for (auto* job : mine) {
      job->data += done * kSha256Block;
      job->blocks -= done;
    }
    const auto finished = std::erase_if(mine, [](const Job* job) { return job->blocks == 0; });
    if (finished != 0) changed_.notify_all();
  }
  waiting_.insert(waiting_.begin(), mine.begin(), mine.end());
}

// The same number of blocks of all jobs; how many.
std::size_t HashPool::step(const std::deque<Job*>& jobs) {
  std::size_t blocks = kSlice;
  for (const auto* job : jobs) blocks = std::min(blocks, job->blocks);
  if (jobs.size() < kWorthwhile) {
    for (const auto* job : jobs) advanceAlone(*job->state, job->data, blocks);
    return blocks;
  }
  Sha256Words unused = *jobs.front()->state;
  std::array<Sha256Lane, kSha256Lanes> lanes;
  lanes.fill({&unused, jobs.front()->data});
  for (std::size_t i = 0; i < jobs.size(); ++i) lanes[i] = {jobs[i]->state, jobs[i]->data};
  advanceLanes(lanes, blocks);
  return blocks;
}

}  // namespace sohoa::signing
