#include "core/stage_meter.h"

#include <utility>

namespace sohoa::core {

StageMeter::StageMeter() : since_(ThreadCpuClock::now()) {}

StageMeter::Scope StageMeter::enter(StageMeter* meter, ReadingStage stage) {
  return {meter, meter == nullptr ? stage : meter->change(stage)};
}

double StageMeter::seconds(ReadingStage stage) {
  change(now_);
  return spent_[static_cast<std::size_t>(stage)].count();
}

ReadingStage StageMeter::change(ReadingStage next) {
  const auto now = ThreadCpuClock::now();
  spent_[static_cast<std::size_t>(now_)] += now - since_;
  since_ = now;
  return std::exchange(now_, next);
}

}  // namespace sohoa::core
