#include "pipeline/log_anchor.h"

#include <gtest/gtest.h>

#include "store/sql_access_book.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

class LogAnchor : public ::testing::Test {
 protected:
  // A log of these lines in a file of its own.
  store::SqlAccessBook& logOf(const std::string& file, const std::vector<std::string>& actions) {
    auto& log =
        logs_.emplace_back(std::make_unique<store::SqlAccessBook>(bench_.folder.path() / file));
    for (const auto& action : actions) {
      core::AccessEntry entry;
      entry.action = action;
      entry.client = "c";
      log->log({entry});
    }
    return *log;
  }
  testing::Bench bench_;
  std::vector<std::unique_ptr<store::SqlAccessBook>> logs_;
};

TEST_F(LogAnchor, ALogThatGrowsIsWell) {
  auto& log = logOf("a.db", {"one", "two"});
  EXPECT_EQ(logAnchorProblem(log, bench_.upkeep), "");
  moveLogAnchor(log, bench_.upkeep, bench_.clock.now());
  log.log({core::AccessEntry{}});
  EXPECT_EQ(logAnchorProblem(log, bench_.upkeep), "");
  moveLogAnchor(log, bench_.upkeep, bench_.clock.now());
  EXPECT_EQ(bench_.upkeep.anchor("access_log")->number, 3);
}

TEST_F(LogAnchor, ACutOffEndIsSeenAndTheAnchorStays) {
  moveLogAnchor(logOf("a.db", {"one", "two"}), bench_.upkeep, bench_.clock.now());
  auto& cut = logOf("b.db", {"one"});
  EXPECT_NE(logAnchorProblem(cut, bench_.upkeep), "");
  cut.log({core::AccessEntry{}, core::AccessEntry{}});
  EXPECT_NE(logAnchorProblem(cut, bench_.upkeep), "");
  moveLogAnchor(cut, bench_.upkeep, bench_.clock.now());
  EXPECT_EQ(bench_.upkeep.anchor("access_log")->number, 2);
}

}  // namespace
}  // namespace sohoa::pipeline
