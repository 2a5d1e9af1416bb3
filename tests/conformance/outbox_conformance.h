#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/outbox.h"
#include "tests/conformance/forked_processes.h"

// What every Outbox must do.
namespace sohoa::conformance {

using core::ConsignmentState;
using std::chrono::hours;
using std::chrono::minutes;

struct OutboxMaker {
  std::string name;
  std::function<std::unique_ptr<core::Outbox>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const OutboxMaker& maker) {
  return out << maker.name;
}

class OutboxConformance : public testing::TestWithParam<OutboxMaker> {
 protected:
  [[nodiscard]] std::unique_ptr<core::Outbox> open() const {
    return GetParam().open(folder_.path());
  }
  core::TemporaryFolder folder_;
  core::Timestamp now_ = core::parseIso8601("2026-11-23T08:00:00+07:00");
};

TEST_P(OutboxConformance, ACopyIsEnteredOnceForEachDestination) {
  EXPECT_EQ(open()->add("a", {"1", "2"}, now_), 2);
  EXPECT_EQ(open()->add("a", {"2", "3"}, now_), 1);
  EXPECT_EQ(open()->add("b", {"2"}, now_), 1);
  EXPECT_NE(open()->find("a", "2")->key, open()->find("b", "2")->key);
}

TEST_P(OutboxConformance, TheOneDueLongestComesFirstAndToOneOnly) {
  const auto outbox = open();
  outbox->add("a", {"2"}, now_ + minutes(1));
  outbox->add("a", {"1"}, now_);
  EXPECT_EQ(outbox->claim("a", now_ + hours(1), now_ + hours(2))->copy, "1");
  EXPECT_EQ(outbox->claim("a", now_ + hours(1), now_ + hours(2))->copy, "2");
  EXPECT_FALSE(outbox->claim("a", now_ + hours(1), now_ + hours(2)));
  EXPECT_FALSE(outbox->claim("b", now_ + hours(1), now_ + hours(2)));
}

TEST_P(OutboxConformance, WhatADeadProcessLeftComesAgainWithTheSameKey) {
  open()->add("a", {"1"}, now_);
  const auto first = open()->claim("a", now_, now_ + hours(1));
  EXPECT_FALSE(open()->claim("a", now_ + minutes(59), now_ + hours(2)));
  const auto second = open()->claim("a", now_ + hours(1), now_ + hours(2));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->key, first->key);
  EXPECT_EQ(second->attempts, 0);
}

TEST_P(OutboxConformance, AReceiptIsFinal) {
  const auto outbox = open();
  outbox->add("a", {"1"}, now_);
  const auto sent = *outbox->claim("a", now_, now_ + hours(1));
  EXPECT_TRUE(outbox->delivered(sent, {"R-1", "proof"}, now_));
  EXPECT_FALSE(outbox->delivered(sent, {"R-2"}, now_ + hours(1)));
  EXPECT_FALSE(outbox->postponed(sent, "net.no_response", "", now_ + hours(2)));
  EXPECT_FALSE(outbox->refused(sent, "x", "", now_));
  outbox->retry("a", now_);
  outbox->add("a", {"1"}, now_);
  const auto row = *open()->find("a", "1");
  EXPECT_EQ(row.state, ConsignmentState::kDelivered);
  EXPECT_EQ(row.receipt.id, "R-1");
  EXPECT_EQ(row.receipt.proof, "proof");
  EXPECT_EQ(row.settled, now_);
  EXPECT_FALSE(outbox->claim("a", now_ + hours(9), now_ + hours(10)));
}

TEST_P(OutboxConformance, AFailureWaitsForItsTimeAndARefusalForAPerson) {
  const auto outbox = open();
  outbox->add("a", {"1", "2"}, now_);
  outbox->postponed(*outbox->claim("a", now_, now_ + hours(1)), "net.no_response", "timed out",
                    now_ + minutes(5));
  outbox->refused(*outbox->claim("a", now_, now_ + hours(1)), "warehouse.copy_conflict",
                  "status 409", now_);
  EXPECT_FALSE(outbox->claim("a", now_ + minutes(4), now_ + hours(1)));
  EXPECT_EQ(outbox->claim("a", now_ + minutes(5), now_ + minutes(6))->attempts, 1);
  EXPECT_FALSE(outbox->claim("a", now_ + minutes(5), now_ + hours(1)));
  EXPECT_THAT(outbox->count("a"),
              testing::UnorderedElementsAre(testing::Pair(ConsignmentState::kWaiting, 1),
                                            testing::Pair(ConsignmentState::kRefused, 1)));
  EXPECT_EQ(outbox->open("a", 10).size(), 2U);
  EXPECT_EQ(outbox->find("a", "1")->reason, "timed out");
  EXPECT_EQ(outbox->find("a", "2")->reason, "status 409");
  EXPECT_EQ(outbox->retry("a", now_), 2);
  EXPECT_TRUE(outbox->claim("a", now_, now_ + hours(1)));
  EXPECT_TRUE(outbox->claim("a", now_, now_ + hours(1)));
}

TEST_P(OutboxConformance, WhatIsWithdrawnStaysSoAndWaitsForNobody) {
  const auto outbox = open();
  outbox->add("a", {"1", "2"}, now_);
  const auto gone = *outbox->claim("a", now_, now_ + hours(1));
  EXPECT_TRUE(outbox->withdrawn(gone, now_));
  EXPECT_FALSE(outbox->withdrawn(gone, now_));
  outbox->refused(*outbox->claim("a", now_, now_ + hours(1)), "x", "", now_);
  EXPECT_EQ(open()->find("a", "1")->state, ConsignmentState::kWithdrawn);
  EXPECT_EQ(open()->find("a", "1")->reason, "removed");
  EXPECT_THAT(outbox->count("a"),
              testing::UnorderedElementsAre(testing::Pair(ConsignmentState::kWithdrawn, 1),
                                            testing::Pair(ConsignmentState::kRefused, 1)));
  EXPECT_EQ(outbox->open("a", 10).size(), 1U);
  EXPECT_EQ(outbox->retry("a", now_), 1);
  EXPECT_EQ(outbox->claim("a", now_, now_ + hours(1))->copy, "2");
  EXPECT_FALSE(outbox->claim("a", now_ + minutes(1), now_ + hours(1)));
}

TEST_P(OutboxConformance, WhoseClaimWasTakenOverSettlesNothing) {
  const auto outbox = open();
  outbox->add("a", {"1"}, now_);
  const auto slow = *outbox->claim("a", now_, now_ + hours(1));
  const auto other = *open()->claim("a", now_ + hours(1), now_ + hours(2));
  EXPECT_NE(slow.lease, other.lease);
  EXPECT_FALSE(outbox->progressed(slow, "half", now_ + hours(3)));
  EXPECT_FALSE(outbox->delivered(slow, {"R-slow"}, now_ + hours(1)));
  EXPECT_FALSE(outbox->postponed(slow, "x", "", now_));
  EXPECT_FALSE(outbox->refused(slow, "x", "", now_));
  EXPECT_EQ(outbox->find("a", "1")->attempts, 0);
  EXPECT_TRUE(outbox->delivered(other, {"R-other"}, now_ + hours(1)));
  EXPECT_EQ(outbox->find("a", "1")->receipt.id, "R-other");
}

TEST_P(OutboxConformance, AClaimThatEndedButWasNotTakenOverStillSettles) {
  const auto outbox = open();
  outbox->add("a", {"1"}, now_);
  const auto slow = *outbox->claim("a", now_, now_ + hours(1));
  EXPECT_TRUE(outbox->delivered(slow, {"R"}, now_ + hours(9)));
}

TEST_P(OutboxConformance, ProgressIsKeptForTheNextAttemptAndHoldsTheClaim) {
  open()->add("a", {"1"}, now_);
  const auto held = *open()->claim("a", now_, now_ + hours(1));
  EXPECT_EQ(held.progress, "");
  EXPECT_TRUE(open()->progressed(held, "upload 7", now_ + hours(2)));
  EXPECT_FALSE(open()->claim("a", now_ + hours(1), now_ + hours(3)));
  EXPECT_EQ(open()->claim("a", now_ + hours(2), now_ + hours(3))->progress, "upload 7");
}

TEST_P(OutboxConformance, APersonFreesWhatADeadRunHasInHand) {
  open()->add("a", {"1"}, now_);
  const auto held = *open()->claim("a", now_, now_ + hours(1));
  EXPECT_EQ(open()->retry("a", now_), 1);
  const auto again = open()->claim("a", now_, now_ + hours(1));
  ASSERT_TRUE(again);
  EXPECT_FALSE(open()->delivered(held, {"R"}, now_));
  EXPECT_TRUE(open()->delivered(*again, {"R"}, now_));
}

TEST_P(OutboxConformance, RemembersHowFarTheCatalogueWasEnteredForEachDestination) {
  EXPECT_EQ(open()->enlisted("a").number, 0);
  EXPECT_EQ(open()->addUpTo("a", {"1", "2"}, {7, "life 1"}, now_), 2);
  EXPECT_EQ(open()->addUpTo("a", {"2", "3"}, {9, "life 2"}, now_), 1);
  EXPECT_EQ(open()->enlisted("a").number, 9);
  EXPECT_EQ(open()->enlisted("a").life, "life 2");
  EXPECT_EQ(open()->enlisted("b").number, 0);
}

TEST_P(OutboxConformance, ReceiptsAreListedPageByPage) {
  const auto outbox = open();
  outbox->add("a", {"1", "2", "3"}, now_);
  while (const auto each = outbox->claim("a", now_, now_ + hours(1))) {
    if (each->copy != "2") outbox->delivered(*each, {"R-" + each->copy}, now_);
  }
  const auto first = outbox->delivered("a", "", 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].receipt.id, "R-1");
  const auto rest = outbox->delivered("a", first[0].copy, 10);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].receipt.id, "R-3");
  EXPECT_TRUE(outbox->delivered("b", "", 10).empty());
}

TEST_P(OutboxConformance, TellsSinceWhenTheOldestWaits) {
  const auto outbox = open();
  EXPECT_FALSE(outbox->waitingSince("a"));
  outbox->add("a", {"1"}, now_);
  outbox->add("a", {"2"}, now_ + hours(1));
  EXPECT_EQ(outbox->waitingSince("a"), now_);
  outbox->delivered(*outbox->claim("a", now_, now_ + hours(1)), {"R"}, now_);
  EXPECT_EQ(outbox->waitingSince("a"), now_ + hours(1));
}

class OutboxProcessConformance : public OutboxConformance {};

TEST_P(OutboxProcessConformance, ProcessesShareTheWork) {
  std::vector<std::string> copies;
  for (int i = 0; i < 60; ++i) copies.push_back(std::to_string(i));
  open()->add("a", copies, now_);
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  for (int i = 0; i < 3; ++i) {
    processes.push_back(std::make_unique<ForkedProcess>([&](int out) {
      const auto outbox = open();
      while (const auto each = outbox->claim("a", now_, now_ + hours(1))) {
        outbox->delivered(*each, {"R"}, now_);
        say(out, each->copy);
      }
    }));
  }
  std::multiset<std::string> seen;
  for (const auto& process : processes) {
    for (const auto& copy : process->linesToEnd()) seen.insert(copy);
  }
  EXPECT_THAT(seen, testing::UnorderedElementsAreArray(copies));
}

}  // namespace sohoa::conformance
