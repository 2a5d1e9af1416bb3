#include "core/fault.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <new>

#include "core/file.h"
#include "tests/support/slug_of.h"

namespace sohoa::core {
namespace {

class Faults : public testing::Test {
 protected:
  void SetUp() override {
#ifdef SOHOA_NO_FAULT_POINTS
    GTEST_SKIP() << "built without fault points";
#endif
  }
  void TearDown() override { armFaults(""); }

  [[nodiscard]] std::string path(const char* name) const { return folder_.path() / name; }

  // The wait status of a process that passes the point under these rules.
  static int statusOf(const std::string& rules, const char* point) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      armFaults(rules);
      ::_exit(faultAt(point));
    }
    int status = 0;
    ::waitpid(pid, &status, WUNTRACED);
    if (WIFSTOPPED(status)) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
    return status;
  }

  TemporaryFolder folder_;
};

TEST_F(Faults, DoNothingUnlessArmed) {
  EXPECT_EQ(faultAt("blob.write"), 0);
  armFaults(R"({"rules": [{"at": "blob.write", "do": "enospc"}]})");
  EXPECT_EQ(faultAt("blob.write"), ENOSPC);
  armFaults("");
  EXPECT_EQ(faultAt("blob.write"), 0);
}

TEST_F(Faults, ActAtTheirPointSubjectAndPassing) {
  armFaults(R"({"rules": [{"at": "a.*", "do": "eio", "hit": 2},
                          {"at": "b", "do": "enospc", "subject": 7}]})");
  EXPECT_EQ(faultAt("a.x"), 0);
  EXPECT_EQ(faultAt("a.y"), EIO);
  EXPECT_EQ(faultAt("a.x"), 0);
  EXPECT_EQ(faultAt("b", 6), 0);
  EXPECT_EQ(faultAt("b", 7), ENOSPC);
}

TEST_F(Faults, OfAFileThatCanBeMadeOnceActOnce) {
  armFaults(R"({"rules": [{"at": "a", "do": "eio", "once": ")" + path("once") + R"("}]})");
  EXPECT_EQ(faultAt("a"), EIO);
  EXPECT_EQ(faultAt("a"), 0);
}

TEST_F(Faults, LastAsLongAsTheirFile) {
  writeFileAtomically(path("full"), std::string_view("x"));
  armFaults(R"({"rules": [{"at": "a", "do": "enospc", "while": ")" + path("full") + R"("}]})");
  EXPECT_EQ(faultAt("a"), ENOSPC);
  std::filesystem::remove(path("full"));
  EXPECT_EQ(faultAt("a"), 0);
}

TEST_F(Faults, TraceWhatIsPassed) {
  armFaults(R"({"trace": ")" + path("trace") + R"("})");
  crashPoint("one", 5);
  crashPoint("two");
  EXPECT_EQ(readText(path("trace")), "one 5\ntwo 0\n");
}

TEST_F(Faults, KillStopAndAbortTheProcess) {
  const auto status = [](const char* what) {
    return statusOf(std::string(R"({"rules": [{"at": "a", "do": ")") + what + R"("}]})", "a");
  };
  EXPECT_EQ(WTERMSIG(status("crash")), SIGKILL);
  EXPECT_EQ(WTERMSIG(status("abort")), SIGABRT);
  const int stopped = status("stop");
  ASSERT_TRUE(WIFSTOPPED(stopped));
  EXPECT_EQ(WSTOPSIG(stopped), SIGSTOP);
}

TEST_F(Faults, MakeAWriteFailInTheSystemsWay) {
  armFaults(R"({"rules": [{"at": "file.write", "do": "enospc"}]})");
  EXPECT_EQ(test::slugOf([&] { writeFileAtomically(path("a"), std::string_view("x")); }),
            kDiskFull.slug);
  EXPECT_FALSE(std::filesystem::exists(path("a")));
}

TEST_F(Faults, ThatAreNotUnderstoodAreRefused) {
  for (const char* bad : {"x", "[]", R"({"rules": [{"at": "a"}]})",
                          R"({"rules": [{"at": "a", "do": "explode"}]})", R"({"rules": 7})"}) {
    EXPECT_EQ(test::slugOf([&] { armFaults(bad); }), kBadFaults.slug) << bad;
    EXPECT_EQ(faultAt("a"), 0) << bad;
  }
}

}  // namespace
}  // namespace sohoa::core
