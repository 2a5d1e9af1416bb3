#include "pipeline/pace.h"

namespace sohoa::pipeline {
namespace {

using std::chrono::seconds;

constexpr seconds kWindow{300};
constexpr seconds kApart{2};   // two looks
constexpr seconds kEnough{4};  // between the first and the last, to tell anything
constexpr std::size_t kMostBatches = 1000;

}  // namespace

std::optional<double> Pace::note(const std::string& batch, int pages_done, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kMostBatches && !seen_.contains(batch)) seen_.clear();
  auto& sights = seen_[batch];
  // A clock that was set back, or a batch that was started again, begins anew.
  if (!sights.empty() && (sights.back().at > now || sights.back().pages > pages_done)) {
    sights.clear();
  }
  if (sights.empty() || now - sights.back().at >= kApart) sights.push_back({now, pages_done});
  while (sights.size() > 2 && now - sights.front().at > kWindow) sights.pop_front();
  const std::chrono::duration<double> time = now - sights.front().at;
  const int pages = pages_done - sights.front().pages;
  if (time < kEnough || pages == 0) return std::nullopt;
  return pages * 60.0 / time.count();
}

void Pace::forget(const std::string& batch) {
  const std::lock_guard lock(mutex_);
  seen_.erase(batch);
}

}  // namespace sohoa::pipeline
