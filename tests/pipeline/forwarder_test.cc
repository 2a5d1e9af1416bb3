#include "pipeline/forwarder.h"

#include <gmock/gmock.h>

#include "core/file.h"
#include "core/ports/errors.h"
#include "pipeline/errors.h"
#include "store/sql_catalogue.h"
#include "store/sql_copy_versions.h"
#include "store/sql_outbox.h"
#include "tests/support/memory_blob_store.h"

namespace sohoa::pipeline {
namespace {

using core::ConsignmentState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr core::ErrorCode kNoLine{"test.no_line", core::Retry::kTransient, "", ""};

// Keeps what it accepts under its key, and fails as told.
class FarSide final : public core::Destination {
 public:
  core::Receipt send(const core::OutgoingCopy& copy) override {
    ++attempts;
    if (before) before(copy);
    accepted.emplace(copy.key, copy.copy.id);
    if (after) after(copy);
    return {"R-" + copy.copy.id};
  }
  std::function<void(const core::OutgoingCopy&)> before;
  std::function<void(const core::OutgoingCopy&)> after;
  std::map<std::string, std::string> accepted;
  int attempts = 0;
};

class ForwarderTest : public ::testing::Test {
 protected:
  ForwarderTest() {
    for (const char* id : {"a", "b", "c", "d", "e"}) accept(id);
    enlist(catalogue_, outbox_, "far", clock_.now());
  }
  void accept(const std::string& id, std::map<std::string, core::FieldContent> fields = {}) {
    core::SignedCopy copy;
    copy.id = id;
    copy.fields = std::move(fields);
    copy.text = "toàn văn " + id;
    const std::vector<std::uint8_t> bytes(id.begin(), id.end());
    copy.content = blobs_.put(bytes).id;
    copy.size = bytes.size();
    static_cast<void>(catalogue_.add(copy, clock_.now()));
  }
  core::Sha256 renew(const std::string& id, const std::string& bytes) {
    const auto blob = blobs_.put(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
    return versions_
        .add({.copy = id,
              .content = blob.id,
              .size = bytes.size(),
              .level = "B-LTA",
              .reason = "augmented",
              .created = clock_.now()})
        .content;
  }
  void dispose(const std::string& id) {
    const auto content = catalogue_.find(id)->content;
    catalogue_.remove(id, {"rule", "12/QĐ", "person"}, clock_.now());
    blobs_.remove(content);
  }
  ForwardReport run(const ForwardRules& rules = {}) {
    return forward(catalogue_, versions_, blobs_, outbox_, "far", far_, rules, clock_,
                   [] { return false; });
  }

  core::TemporaryFolder folder_;
  sohoa::testing::MemoryBlobStore blobs_;
  core::FixedClock clock_{core::parseIso8601("2026-11-23T08:00:00+07:00")};
  store::SqlCatalogue catalogue_{folder_.path() / "warehouse.db"};
  store::SqlCopyVersions versions_{folder_.path() / "versions.db"};
  store::SqlOutbox outbox_{folder_.path() / "outbox.db"};
  FarSide far_;
};

TEST_F(ForwarderTest, EveryCopyGoesOnceAndLeavesAReceipt) {
  EXPECT_EQ(run().delivered, 5);
  EXPECT_EQ(enlist(catalogue_, outbox_, "far", clock_.now()), 0);
  EXPECT_EQ(run().delivered, 0);
  accept("f");
  EXPECT_EQ(enlist(catalogue_, outbox_, "far", clock_.now()), 1);
  EXPECT_EQ(run().delivered, 1);
  EXPECT_EQ(far_.accepted.size(), 6U);
  EXPECT_EQ(outbox_.find("far", "f")->receipt.id, "R-f");
}

TEST_F(ForwarderTest, AStationWithoutItsLineForDaysDeliversEachCopyOnce) {
  far_.before = [](const core::OutgoingCopy&) { throw core::Error(kNoLine, {}); };
  for (int quarter = 0; quarter < 4 * 24 * 4; ++quarter, clock_.advance(minutes(15))) {
    EXPECT_EQ(run().delivered, 0);
  }
  EXPECT_LT(far_.attempts, 250);  // it does not hammer: five copies in four days
  far_.before = {};
  bool lost = false;
  far_.after = [&](const core::OutgoingCopy&) {  // accepted, but we do not hear of it
    if (!std::exchange(lost, true)) throw core::Error(kNoLine, {});
  };
  for (int hour = 0; hour < 10; ++hour, clock_.advance(hours(1))) run();
  EXPECT_EQ(far_.accepted.size(), 5U);
  EXPECT_EQ(outbox_.count("far")[ConsignmentState::kDelivered], 5);
}

TEST_F(ForwarderTest, ARefusedCopyDoesNotHoldUpTheOthers) {
  far_.before = [](const core::OutgoingCopy& copy) {
    if (copy.copy.id == "b") throw core::Error(core::kCopyConflict, {});
  };
  const auto report = run();
  EXPECT_EQ(report.delivered, 4);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(outbox_.find("far", "b")->problem, core::kCopyConflict.slug);
}

TEST_F(ForwarderTest, TheNewestVersionGoesAndStaysTheSameAtEveryAttempt) {
  accept("f");
  const auto newest = renew("f", "f with evidence");
  enlist(catalogue_, outbox_, "far", clock_.now());
  std::multimap<std::string, core::SearchHit> sent;
  far_.before = [&](const core::OutgoingCopy& copy) {
    EXPECT_EQ(copy.size, copy.copy.size);
    sent.emplace(copy.copy.id, copy.copy);
    if (copy.copy.id == "f") throw core::Error(kNoLine, {});  // or it was the answer
  };
  run();
  clock_.advance(hours(24));
  renew("f", "f with more evidence");
  run();
  ASSERT_EQ(sent.count("f"), 2U);
  for (auto [at, end] = sent.equal_range("f"); at != end; ++at) {
    EXPECT_EQ(at->second.content, newest);
    EXPECT_EQ(at->second.level, "B-LTA");
  }
  EXPECT_EQ(sent.find("a")->second.content, catalogue_.find("a")->content);
}

TEST_F(ForwarderTest, WhatWasRefusedIsSentAgainInItsNewestVersion) {
  core::Sha256 sent;
  far_.before = [&](const core::OutgoingCopy& copy) {
    if (copy.copy.id != "b") return;
    sent = copy.copy.content;
    throw core::Error(core::kCopyConflict, {});
  };
  run();
  clock_.advance(hours(1));
  const auto newest = renew("b", "b whose signatures last");
  clock_.advance(hours(1));
  outbox_.retry("far", clock_.now());
  run();
  EXPECT_EQ(sent, newest);
}

TEST_F(ForwarderTest, AnotherCatalogueIsEnteredFromItsBeginning) {
  store::SqlCatalogue restored{folder_.path() / "restored.db"};
  for (const char* id : {"a", "x", "y"}) {
    core::SignedCopy copy;
    copy.id = id;
    static_cast<void>(restored.add(copy, clock_.now()));
  }
  EXPECT_EQ(enlist(restored, outbox_, "far", clock_.now()), 2);
  EXPECT_EQ(enlist(restored, outbox_, "far", clock_.now()), 0);
}

TEST_F(ForwarderTest, PagesOfDisposedCopiesHideNoLaterCopy) {
  for (int i = 0; i < 450; ++i) accept("old-" + std::to_string(i));
  enlist(catalogue_, outbox_, "far", clock_.now());
  for (int i = 0; i < 450; ++i) dispose("old-" + std::to_string(i));
  accept("new");
  EXPECT_EQ(enlist(catalogue_, outbox_, "far", clock_.now()), 1);
  EXPECT_TRUE(outbox_.find("far", "new"));
}

TEST_F(ForwarderTest, TheCatalogueIsNotReadAgainBecauseItsLastCopyIsGone) {
  dispose("e");
  const auto last = catalogue_.tombstone("e")->number;
  enlist(catalogue_, outbox_, "far", clock_.now());
  EXPECT_EQ(outbox_.enlisted("far").number, last);
  EXPECT_EQ(outbox_.enlisted("far").life, catalogue_.incarnation());
  // What stands before the place is not looked at: else these would come in again.
  static_cast<void>(outbox_.addUpTo("other", {}, outbox_.enlisted("far"), clock_.now()));
  EXPECT_EQ(enlist(catalogue_, outbox_, "other", clock_.now()), 0);
  catalogue_.beginAnew();
  EXPECT_EQ(enlist(catalogue_, outbox_, "other", clock_.now()), 4);
}

TEST_F(ForwarderTest, ACopyDisposedOfWhileItWaitedIsWithdrawnForGood) {
  dispose("b");
  far_.before = [&](const core::OutgoingCopy& copy) {
    if (copy.copy.id != "c") return;
    dispose("c");  // while it is sent
    throw core::Error(core::kBlobMissing, {});
  };
  const auto report = run();
  EXPECT_EQ(report.delivered, 3);
  EXPECT_EQ(report.withdrawn, 2);
  EXPECT_EQ(report.refused, 0);
  EXPECT_FALSE(report.problem);
  EXPECT_EQ(outbox_.find("far", "b")->state, ConsignmentState::kWithdrawn);
  EXPECT_EQ(outbox_.count("far")[ConsignmentState::kRefused], 0);
  EXPECT_EQ(outbox_.retry("far", clock_.now()), 0);
}

TEST_F(ForwarderTest, APaperUnderASecretMarkNeverLeaves) {
  accept("s", {{"do_mat", std::string("MẬT")}});
  enlist(catalogue_, outbox_, "far", clock_.now());
  const auto report = run();
  EXPECT_EQ(report.delivered, 5);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(far_.attempts, 5);
  EXPECT_EQ(outbox_.find("far", "s")->problem, core::kSecretHeld.slug);
}

TEST_F(ForwarderTest, TheNextAttemptKnowsHowFarTheLastOneGot) {
  far_.before = [](const core::OutgoingCopy& copy) {
    EXPECT_EQ(copy.text, "toàn văn a");
    copy.keep("upload 7");
    throw core::Error(kNoLine, {.detail = "timed out"});
  };
  run();
  EXPECT_EQ(outbox_.find("far", "a")->reason, "timed out");
  std::vector<std::string> seen;
  far_.before = [&](const core::OutgoingCopy& copy) { seen.push_back(copy.progress); };
  outbox_.retry("far", clock_.now());
  run();
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre("upload 7", "", "", "", ""));
}

TEST_F(ForwarderTest, WhoWasTakenForDeadSendsNoFurther) {
  far_.before = [&](const core::OutgoingCopy& copy) {
    clock_.advance(hours(2));
    while (outbox_.claim("far", clock_.now(), clock_.now() + hours(1))->copy != copy.copy.id) {
    }
    copy.keep("late");
  };
  const auto report = run();
  EXPECT_EQ(report.problem->code(), core::kTakenOver);
  EXPECT_EQ(report.postponed, 0);
  EXPECT_TRUE(far_.accepted.empty());
}

TEST_F(ForwarderTest, NothingIsTriedFurtherWhenTheLineIsDead) {
  far_.before = [](const core::OutgoingCopy&) { throw core::Error(kNoLine, {}); };
  const auto report = run();
  EXPECT_EQ(far_.attempts, 1);
  EXPECT_EQ(report.postponed, 1);
  EXPECT_EQ(report.problem->code(), kNoLine);
}

TEST_F(ForwarderTest, SendsWithinItsHoursOnly) {
  ForwardRules night;
  night.opens = 18 * 60;
  night.closes = 6 * 60;
  EXPECT_TRUE(run(night).closed);
  EXPECT_EQ(far_.attempts, 0);
  clock_.advance(hours(10));
  far_.after = [&](const core::OutgoingCopy&) { clock_.advance(hours(5)); };
  EXPECT_EQ(run(night).delivered, 3);  // at 18:00, 23:00 and 04:00; at 09:00 it is day again
}

TEST(ForwardRules, AWindowMayPassMidnight) {
  const auto at = [](const char* time) {
    return core::parseIso8601(std::string("2026-11-23T") + time + ":00+07:00");
  };
  ForwardRules rules;
  EXPECT_TRUE(isOpen(rules, at("03:00")));
  rules.opens = 18 * 60;
  rules.closes = 6 * 60;
  EXPECT_TRUE(isOpen(rules, at("18:00")));
  EXPECT_TRUE(isOpen(rules, at("05:59")));
  EXPECT_FALSE(isOpen(rules, at("06:00")));
  EXPECT_FALSE(isOpen(rules, at("17:59")));
  std::swap(rules.opens, rules.closes);
  EXPECT_TRUE(isOpen(rules, at("06:00")));
  EXPECT_FALSE(isOpen(rules, at("18:00")));
}

TEST(ForwardRules, PausesDoubleUpToALimitAndScatter) {
  const ForwardRules rules;
  EXPECT_EQ(pauseAfter(rules, 1, 0), seconds(30));
  EXPECT_EQ(pauseAfter(rules, 1, 1), seconds(60));
  EXPECT_EQ(pauseAfter(rules, 3, 1), seconds(240));
  EXPECT_EQ(pauseAfter(rules, 100'000, 1), rules.longest_pause);
}

}  // namespace
}  // namespace sohoa::pipeline
