#include "pipeline/governor.h"

#include <gtest/gtest.h>

#include "core/file.h"
#include "pipeline/quiet_thread.h"
#include "pipeline/stage_runner.h"

#include <sys/resource.h>
#include <unistd.h>

namespace sohoa::pipeline {
namespace {

constexpr std::uint64_t kMiB = 1ULL << 20U;

TEST(Governor, ThreeQuartersOfTheMemoryAreForPagesUnlessTheSettingsSayOtherwise) {
  EXPECT_EQ(memoryBudget(0, {4, 8192 * kMiB}), 6144 * kMiB);
  EXPECT_EQ(memoryBudget(500 * kMiB, {4, 8192 * kMiB}), 500 * kMiB);
}

TEST(Governor, WorkersAreAsManyAsCoresAndMemoryAllow) {
  EXPECT_EQ(workerCount(0, {8, 0}, 16384 * kMiB), 8);
  EXPECT_EQ(workerCount(0, {64, 0}, 1024 * kMiB), 2);
  EXPECT_EQ(workerCount(0, {1, 0}, 0), 1);
  EXPECT_EQ(workerCount(7, {1, 0}, 0), 7);
}

TEST(Governor, AWorkerMayNotTakeMoreAddressesThanTheMachineHasMemory) {
  EXPECT_EQ(workerCeiling(0, {1, 64 * 1024 * kMiB}), 4096 * kMiB);
  EXPECT_EQ(workerCeiling(0, {1, 2048 * kMiB}), 2048 * kMiB);
  EXPECT_EQ(workerCeiling(0, {1, 100 * kMiB}), 1024 * kMiB);
  EXPECT_EQ(workerCeiling(700 * kMiB, {1, 100 * kMiB}), 700 * kMiB);
}

TEST(Governor, ThisMachineHasCoresAndMemory) {
  EXPECT_GE(thisMachine().cores, 1);
  EXPECT_GT(thisMachine().memory, 64 * kMiB);
}

TEST(Governor, AFullDiskIsToldBeforeAWriteFails) {
  const core::TemporaryFolder folder;
  EXPECT_FALSE(diskObstacle(folder.path(), 1));
  const auto trouble = diskObstacle(folder.path(), UINT64_MAX);
  ASSERT_TRUE(trouble);
  EXPECT_EQ(trouble->code(), core::kDiskFull);
  EXPECT_FALSE(diskObstacle("/no/such/folder", UINT64_MAX));
}

TEST(Governor, AHugePageCostsMoreThanASmallOne) {
  core::PageInfo small;
  small.size = {2480, 3508};
  core::PageInfo huge;
  huge.size = {60000, 60000};
  EXPECT_GT(readingMemory(small), 256LL << 20U);
  EXPECT_LT(readingMemory(small), 384LL << 20U);
  EXPECT_GT(readingMemory(huge), 14'000'000'000LL);  // wider than 32 bits
}

TEST(QuietThread, WorksWithLowerPriorityAndLeavesTheCallersAlone) {
  QuietThread thread(5);
  const int own = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
  int there = 0;
  thread.run([&] { there = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); });
  EXPECT_EQ(there, std::min(own + 5, 19));
  EXPECT_EQ(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())), own);
}

TEST(QuietThread, HandsFailuresToTheCallerAndGoesOn) {
  QuietThread thread(0);
  EXPECT_THROW(thread.run([] { throw core::Error(core::kIo, {}); }), core::Error);
  int done = 0;
  for (int i = 0; i < 100; ++i) thread.run([&] { ++done; });
  EXPECT_EQ(done, 100);
}

}  // namespace
}  // namespace sohoa::pipeline
