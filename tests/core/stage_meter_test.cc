#include "core/stage_meter.h"

#include <gtest/gtest.h>

namespace sohoa::core {
namespace {

// Burns CPU until the stage has visibly grown.
void burn(StageMeter& meter, ReadingStage stage) {
  const double before = meter.seconds(stage);
  volatile double sink = 0;
  while (meter.seconds(stage) < before + 0.002) {
    for (int i = 0; i < 1000; ++i) sink = sink + i;
  }
}

TEST(StageMeter, CountsTimeToTheStageThatRuns) {
  StageMeter meter;
  {
    const auto scope = StageMeter::enter(&meter, ReadingStage::kClean);
    burn(meter, ReadingStage::kClean);
  }
  const double spent = meter.seconds(ReadingStage::kClean);
  EXPECT_GE(spent, 0.002);
  burn(meter, ReadingStage::kOther);
  EXPECT_EQ(meter.seconds(ReadingStage::kClean), spent);
}

TEST(StageMeter, StopsTheOuterStageWhileAnInnerOneRuns) {
  StageMeter meter;
  const auto outer = StageMeter::enter(&meter, ReadingStage::kRecognise);
  burn(meter, ReadingStage::kRecognise);
  {
    const auto inner = StageMeter::enter(&meter, ReadingStage::kLayout);
    const double before = meter.seconds(ReadingStage::kRecognise);
    burn(meter, ReadingStage::kLayout);
    EXPECT_EQ(meter.seconds(ReadingStage::kRecognise), before);
  }
  burn(meter, ReadingStage::kRecognise);  // goes on counting, or this would not end
}

TEST(StageMeter, IsNotNeeded) {
  const auto scope = StageMeter::enter(nullptr, ReadingStage::kClean);
}

}  // namespace
}  // namespace sohoa::core
