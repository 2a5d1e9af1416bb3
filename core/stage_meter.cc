#include "core/stage_meter.h"

#include <time.h>

#include <utility>

namespace sohoa::core {
namespace {

double threadSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

StageMeter::StageMeter() : since_(threadSeconds()) {}

StageMeter::Scope StageMeter::enter(StageMeter* meter, ReadingStage stage) {
  return {meter, meter == nullptr ? stage : meter->change(stage)};
}

double StageMeter::seconds(ReadingStage stage) {
  change(now_);
  return spent_[static_cast<std::size_t>(stage)];
}

ReadingStage StageMeter::change(ReadingStage next) {
  const double now = threadSeconds();
  spent_[static_cast<std::size_t>(now_)] += now - since_;
  since_ = now;
  return std::exchange(now_, next);
}

}  // namespace sohoa::core
