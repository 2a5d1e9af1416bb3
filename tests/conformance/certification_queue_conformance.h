#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/certification_queue.h"
#include "core/ports/errors.h"
#include "tests/support/slug_of.h"

// What every CertificationQueue must do.
namespace sohoa::conformance {

using test::slugOf;

struct QueueMaker {
  std::string name;
  std::function<std::unique_ptr<core::CertificationQueue>(const std::filesystem::path& folder)>
      open;
};
inline std::ostream& operator<<(std::ostream& out, const QueueMaker& maker) {
  return out << maker.name;
}

class QueueConformance : public testing::TestWithParam<QueueMaker> {
 protected:
  void SetUp() override { queue_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::CertificationQueue& queue() const { return *queue_; }

  std::int64_t add(const std::string& source, const std::string& unit = "p01",
                   const std::string& requester = "op:quay") {
    core::CertificationRequest request;
    request.source = source;
    request.unit = unit;
    request.case_file = "HS-7";
    request.requester = requester;
    request.requester_name = "Trần Thị Mẫu";
    request.requested = kNow;
    return queue().add(request).number;
  }
  [[nodiscard]] core::CertificationHold hold(const std::string& holder,
                                             std::chrono::minutes time = kLong) const {
    return {holder, "op:" + holder, "Cán bộ", {"complete", "legible"}, kNow + time};
  }
  [[nodiscard]] core::CertificationRequest at(std::int64_t number) const {
    return *queue().find(number, kNow);
  }
  [[nodiscard]] std::vector<std::int64_t> numbers(const core::CertificationFilter& filter) const {
    std::vector<std::int64_t> found;
    for (const auto& each : queue().list(filter, kNow)) found.push_back(each.number);
    return found;
  }

  static constexpr std::chrono::minutes kLong{10};
  const core::Timestamp kNow = core::parseIso8601("2026-11-22T08:30:00+07:00");
  core::TemporaryFolder folder_;

 private:
  std::unique_ptr<core::CertificationQueue> queue_;
};

TEST_P(QueueConformance, KeepsARequestAsItWasMade) {
  const auto kept = at(add("a"));
  EXPECT_EQ(kept.source, "a");
  EXPECT_EQ(kept.unit, "p01");
  EXPECT_EQ(kept.case_file, "HS-7");
  EXPECT_EQ(kept.requester, "op:quay");
  EXPECT_EQ(kept.requester_name, "Trần Thị Mẫu");
  EXPECT_EQ(kept.requested, kNow);
  EXPECT_EQ(kept.state, core::RequestState::kWaiting);
  EXPECT_FALSE(kept.held);
  EXPECT_FALSE(kept.decided);
  EXPECT_FALSE(queue().find(kept.number + 1, kNow));
}

TEST_P(QueueConformance, ACopyWaitsOnceAndCanBeAskedForAgainAfterItWasDecided) {
  const auto first = add("a");
  EXPECT_EQ(add("a", "p01", "op:another"), first);
  EXPECT_EQ(at(first).requester, "op:quay");
  queue().refuse(first, "op:x", "X", "Trang 2 mờ", kNow);
  EXPECT_NE(add("a"), first);
}

TEST_P(QueueConformance, WhoHoldsItKeepsOthersOutUntilTheHoldEnds) {
  const auto number = add("a");
  queue().take(number, hold("one"), kNow);
  EXPECT_TRUE(at(number).held);
  queue().take(number, hold("one"), kNow);  // the same once more
  EXPECT_EQ(slugOf([&] { queue().take(number, hold("two"), kNow); }), core::kRequestTaken.slug);
  EXPECT_EQ(slugOf([&] { queue().refuse(number, "op:two", "Hai", "x", kNow); }),
            core::kRequestTaken.slug);
  const auto later = kNow + kLong;
  EXPECT_FALSE(queue().find(number, later)->held);
  queue().take(number, hold("two", kLong * 3), later);
  EXPECT_EQ(at(number).officer, "op:two");
}

TEST_P(QueueConformance, WhatWasTickedIsOnRecordBeforeAnythingIsSigned) {
  const auto number = add("a");
  queue().take(number, hold("one"), kNow);
  EXPECT_THAT(at(number).checks, testing::ElementsAre("complete", "legible"));
  EXPECT_EQ(at(number).officer_name, "Cán bộ");
}

TEST_P(QueueConformance, AFailureGoesBackToTheQueueWithItsCode) {
  const auto number = add("a");
  queue().take(number, hold("one"), kNow);
  queue().giveBack(number, "two", "core.io");  // not his
  EXPECT_TRUE(at(number).held);
  queue().giveBack(number, "one", "core.disk_full");
  EXPECT_EQ(at(number).failure, "core.disk_full");
  queue().take(number, hold("two"), kNow);
  EXPECT_EQ(at(number).failure, "");
}

TEST_P(QueueConformance, ACertifiedRequestTellsItsCopyAndChangesNoMore) {
  const auto number = add("a");
  queue().take(number, hold("one"), kNow);
  queue().certified(number, "copy-a", kNow);
  queue().certified(number, "copy-a", kNow + kLong);
  const auto kept = at(number);
  EXPECT_EQ(kept.state, core::RequestState::kCertified);
  EXPECT_EQ(kept.copy, "copy-a");
  EXPECT_EQ(kept.decided, kNow);
  EXPECT_FALSE(kept.held);
  const auto closed = core::kRequestClosed.slug;
  EXPECT_EQ(slugOf([&] { queue().certified(number, "other", kNow); }), closed);
  EXPECT_EQ(slugOf([&] { queue().take(number, hold("two"), kNow); }), closed);
  EXPECT_EQ(slugOf([&] { queue().refuse(number, "op:x", "X", "x", kNow); }), closed);
}

TEST_P(QueueConformance, ARefusalHasItsReasonAndWhoRefused) {
  const auto number = add("a");
  queue().refuse(number, "op:x", "Lê Văn Mẫu", "Không có bản chính", kNow);
  const auto kept = at(number);
  EXPECT_EQ(kept.state, core::RequestState::kRefused);
  EXPECT_EQ(kept.reason, "Không có bản chính");
  EXPECT_EQ(kept.officer_name, "Lê Văn Mẫu");
  EXPECT_EQ(kept.decided, kNow);
}

TEST_P(QueueConformance, WhatIsUnknownIsToldSo) {
  const auto slug = core::kNoSuchItem.slug;
  EXPECT_EQ(slugOf([&] { queue().take(7, hold("one"), kNow); }), slug);
  EXPECT_EQ(slugOf([&] { queue().certified(7, "copy", kNow); }), slug);
  EXPECT_EQ(slugOf([&] { queue().refuse(7, "op:x", "X", "x", kNow); }), slug);
  queue().giveBack(7, "one", "core.io");
}

TEST_P(QueueConformance, ThoseThatWaitComeOldestFirstAndOthersNewestFirst) {
  const auto a = add("a");
  const auto b = add("b");
  const auto c = add("c");
  const core::CertificationFilter waiting{.state = core::RequestState::kWaiting};
  EXPECT_THAT(numbers(waiting), testing::ElementsAre(a, b, c));
  auto rest = waiting;
  rest.after = a;
  rest.limit = 1;
  EXPECT_THAT(numbers(rest), testing::ElementsAre(b));
  EXPECT_THAT(numbers({}), testing::ElementsAre(c, b, a));
  EXPECT_THAT(numbers({.after = c, .limit = 1}), testing::ElementsAre(b));
  queue().refuse(b, "op:x", "X", "x", kNow);
  EXPECT_THAT(numbers({.state = core::RequestState::kRefused}), testing::ElementsAre(b));
}

TEST_P(QueueConformance, IsSeenByOfficeAndByWhoAsked) {
  const auto a = add("a", "p01", "op:one");
  const auto b = add("b", "p02", "op:two");
  EXPECT_THAT(numbers({.units = std::vector<std::string>{"p01"}}), testing::ElementsAre(a));
  EXPECT_THAT(numbers({.units = std::vector<std::string>{"p01", "p02"}}),
              testing::ElementsAre(b, a));
  EXPECT_TRUE(numbers({.units = std::vector<std::string>{}}).empty());
  EXPECT_THAT(numbers({.requester = "op:two"}), testing::ElementsAre(b));
}

TEST_P(QueueConformance, SurvivesItsEnd) {
  const auto number = add("a");
  const auto again = GetParam().open(folder_.path());
  EXPECT_EQ(again->find(number, kNow)->source, "a");
}

}  // namespace sohoa::conformance
