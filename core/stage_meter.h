#pragma once

#include <array>
#include <string_view>

#include "core/thread_cpu_clock.h"

namespace sohoa::core {

// What reading a page spends its time on.
enum class ReadingStage {
  kDecode,
  kGeometry,
  kClean,
  kLayout,
  kRecognise,
  kRepair,
  kMarks,
  kOther
};
inline constexpr std::array<std::string_view, 8> kReadingStageNames{
    "decode", "geometry", "clean", "layout", "recognise", "repair", "marks", "other"};

// Adds up the CPU time of the calling thread by stage. Stages nest: while an inner one runs, the
// outer one stands still. One thread at a time.
class StageMeter {
 public:
  class [[nodiscard]] Scope {
   public:
    ~Scope() {
      if (meter_ != nullptr) meter_->change(before_);
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    friend class StageMeter;
    Scope(StageMeter* meter, ReadingStage before) : meter_(meter), before_(before) {}
    StageMeter* meter_;
    ReadingStage before_;
  };

  StageMeter();

  // Time until the scope ends counts as `stage`. Without a meter nothing is measured.
  static Scope enter(StageMeter* meter, ReadingStage stage);

  // CPU seconds so far; what no scope claims is kOther.
  [[nodiscard]] double seconds(ReadingStage stage);

 private:
  ReadingStage change(ReadingStage next);

  ReadingStage now_ = ReadingStage::kOther;
  ThreadCpuClock::time_point since_;
  std::array<std::chrono::duration<double>, kReadingStageNames.size()> spent_{};
};

}  // namespace sohoa::core
