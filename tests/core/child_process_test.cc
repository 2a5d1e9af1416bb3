#include "core/child_process.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sohoa::core {
namespace {

using namespace std::chrono_literals;

TEST(ChildProcess, GivesBackBothOutputsAndTheExitCode) {
  const auto result = runChild({"sh", "-c", "echo out; echo err >&2; exit 3"}, {}, 10s);
  EXPECT_EQ(result.standard_output, "out\n");
  EXPECT_EQ(result.standard_error, "err\n");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_FALSE(result.timed_out);
}

TEST(ChildProcess, HasNoStandardInput) { EXPECT_EQ(runChild({"cat"}, {}, 10s).exit_code, 0); }

TEST(ChildProcess, EndlessChildIsKilledAtItsTimeout) {
  const auto result = runChild({"sh", "-c", "while :; do :; done"}, {}, 50ms);
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.signal, 9);
}

TEST(ChildProcess, ChildThatPrintsTooMuchIsStopped) {
  const auto result = runChild({"yes"}, {}, 60s, 100000);
  EXPECT_TRUE(result.timed_out);
  EXPECT_LE(result.standard_output.size(), 100001U);
}

TEST(ChildProcess, CpuLimitEndsTheChildBySignal) {
  const auto result = runChild({"sh", "-c", "while :; do :; done"}, {.cpu_seconds = 1}, 60s);
  EXPECT_FALSE(result.timed_out);
  EXPECT_NE(result.signal, 0);
}

TEST(ChildProcess, FileSizeLimitHolds) {
  const auto result =
      runChild({"sh", "-c", "f=$(mktemp); head -c 100000 /dev/zero > $f; s=$?; rm $f; exit $s"},
               {.file_size_bytes = 4096}, 10s);
  EXPECT_NE(result.exit_code, 0);
}

TEST(ChildProcess, MissingProgramIsAnError) {
  EXPECT_THROW(static_cast<void>(runChild({"no-such-program-here"}, {}, 1s)), Error);
}

}  // namespace
}  // namespace sohoa::core
