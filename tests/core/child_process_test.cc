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

std::string heard(TalkingChild& child) {
  std::string line;
  return child.hear(line, 10s) == TalkingChild::Heard::kLine ? line : "";
}

TEST(TalkingChild, AnswersLineByLine) {
  TalkingChild child({"cat"}, {});
  ASSERT_TRUE(child.say("một"));
  ASSERT_TRUE(child.say("hai"));
  EXPECT_EQ(heard(child), "một");
  EXPECT_EQ(heard(child), "hai");
}

TEST(TalkingChild, SilenceIsToldApartFromTheEnd) {
  TalkingChild child({"cat"}, {});
  std::string line;
  EXPECT_EQ(child.hear(line, 10ms), TalkingChild::Heard::kSilence);
  child.stop();
  EXPECT_EQ(child.hear(line, 10s), TalkingChild::Heard::kEnd);
}

TEST(TalkingChild, TalkingToADeadChildIsNoDeadlySignal) {
  TalkingChild child({"true"}, {});
  std::string line;
  ASSERT_EQ(child.hear(line, 10s), TalkingChild::Heard::kEnd);
  child.stop();
  EXPECT_FALSE(child.say("còn đó không"));
}

TEST(TalkingChild, ALineWithoutEndIsTheEnd) {
  TalkingChild child({"sh", "-c", "tr '\\0' x </dev/zero"}, {});
  std::string line;
  EXPECT_EQ(child.hear(line, 60s), TalkingChild::Heard::kEnd);
}

TEST(TalkingChild, OneThatIgnoresTheRequestToEndIsKilled) {
  TalkingChild child({"sh", "-c", "trap '' TERM; echo ready; while :; do :; done"}, {});
  ASSERT_EQ(heard(child), "ready");
  child.stop();
  std::string line;
  EXPECT_EQ(child.hear(line, 10s), TalkingChild::Heard::kEnd);
}

TEST(TalkingChild, MissingProgramIsAnError) {
  EXPECT_THROW(TalkingChild({"/no/such/program"}, {}), Error);
}

}  // namespace
}  // namespace sohoa::core
