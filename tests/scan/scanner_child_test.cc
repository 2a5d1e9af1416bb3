#include "scan/scanner_child.h"

#include "core/ports/scanner_errors.h"
#include "scan/replay_scanner.h"
#include "tests/conformance/scanner_conformance.h"
#include "tests/scan/scanner_setup.h"

namespace sohoa::conformance {
namespace {

using scan::testing::childScanner;
using scan::testing::SaneSetup;
using namespace std::chrono_literals;

std::string replayDevice(const std::filesystem::path& script) {
  return "replay:" + script.string();
}

// One driver for all tests of a process: the child reads its settings from the environment.
std::string saneDevice(const std::filesystem::path& script) {
  static const SaneSetup setup("kichban\n");
  ::setenv("SOHOA_SANE_SCRIPT", script.c_str(), 1);
  return "kichban:may";
}

INSTANTIATE_TEST_SUITE_P(
    Scanners, ScannerConformance,
    testing::Values(ScannerMaker{"Replay",
                                 [] { return std::make_unique<scan::ReplayScanner>(120'000'000); },
                                 replayDevice},
                    ScannerMaker{"ReplayInAChild", [] { return childScanner(); }, replayDevice},
                    ScannerMaker{"SaneInAChild", [] { return childScanner(); }, saneDevice}),
    [](const auto& each) { return each.param.name; });

// What only a driver in a process of its own survives.
class ChildScannerTest : public ScannerConformance {};

TEST_P(ChildScannerTest, AHungDriverIsCutOffAndTheNextSideComes) {
  scanner_ = childScanner(1s);
  const auto feed = play({pageEvent(1), R"({"hang":true})", pageEvent(2)});
  EXPECT_EQ(next(*feed), "1");
  EXPECT_EQ(next(*feed), "scanner.hung");
  EXPECT_EQ(next(*feed), "2");
}

TEST_P(ChildScannerTest, ACrashedDriverIsStartedAgain) {
  const auto feed = play({pageEvent(1), R"({"die":true})", pageEvent(2), R"({"die":true})"});
  EXPECT_EQ(next(*feed), "1");
  EXPECT_EQ(next(*feed), "scanner.died");
  EXPECT_EQ(next(*feed), "2");
  EXPECT_EQ(next(*feed), "scanner.died");
  EXPECT_EQ(next(*feed), "scanner.empty");
}

INSTANTIATE_TEST_SUITE_P(
    Scanners, ChildScannerTest,
    testing::Values(ScannerMaker{"Replay", [] { return childScanner(); }, replayDevice},
                    ScannerMaker{"Sane", [] { return childScanner(); }, saneDevice}),
    [](const auto& each) { return each.param.name; });

TEST(ChildScanner, AChildThatTalksNonsenseCountsAsCrashed) {
  scan::ChildScanner scanner(
      [](const std::filesystem::path&) -> std::vector<std::string> {
        return {"sh", "-c", "read line; echo 'xin chào'; cat >/dev/null"};
      },
      10s);
  EXPECT_EQ(slugOf([&] { static_cast<void>(scanner.devices()); }), "scanner.died");
}

TEST(ChildScanner, AnAnswerToAnotherQuestionCountsAsCrashed) {
  scan::ChildScanner scanner(
      [](const std::filesystem::path&) -> std::vector<std::string> {
        return {"sh", "-c", R"(read line; echo '{"options":[]}'; cat >/dev/null)"};
      },
      10s);
  EXPECT_EQ(slugOf([&] { static_cast<void>(scanner.devices()); }), "scanner.died");
}

TEST(ChildScanner, SignsOfLifeKeepASlowDriverAlive) {
  scan::ChildScanner scanner(
      [](const std::filesystem::path&) -> std::vector<std::string> {
        return {"sh", "-c",
                R"(read line; for i in 1 2 3; do echo '{"alive":true}'; done;
                   echo '{"devices":[]}'; cat >/dev/null)"};
      },
      10s);
  EXPECT_TRUE(scanner.devices().empty());
}

}  // namespace
}  // namespace sohoa::conformance
