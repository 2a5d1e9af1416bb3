#include "server/limiter.h"

#include <algorithm>
#include <cmath>

namespace sohoa::server {
namespace {

constexpr std::size_t kMostBuckets = 100000;

}  // namespace

int Limiter::wait(const std::string& name, int per_minute) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.now();
  // A full bucket is as good as none; strangers must not fill the memory with theirs.
  if (buckets_.size() >= kMostBuckets) {
    std::erase_if(buckets_, [&](const auto& entry) {
      return now - entry.second.filled >= std::chrono::minutes(1);
    });
    if (buckets_.size() >= kMostBuckets) buckets_.clear();
  }
  const double rate = per_minute / 60.0;
  auto [place, fresh] = buckets_.try_emplace(name, Bucket{double(per_minute), now});
  auto& bucket = place->second;
  const std::chrono::duration<double> passed = now - bucket.filled;
  bucket.tokens = std::clamp(bucket.tokens + passed.count() * rate, 0.0, double(per_minute));
  bucket.filled = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / rate)));
}

}  // namespace sohoa::server
