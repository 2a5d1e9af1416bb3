#include "pipeline/forwarder.h"

#include <gmock/gmock.h>

#include "core/file.h"
#include "core/ports/errors.h"
#include "store/sql_outbox.h"
#include "tests/support/memory_blob_store.h"

namespace sohoa::pipeline {
namespace {

using core::ConsignmentState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr core::ErrorCode kNoLine{"test.no_line", core::Retry::kTransient, "", ""};

// Gives out a fixed list of copies, two to a page.
class ListWarehouse final : public core::Warehouse {
 public:
  explicit ListWarehouse(core::BlobStore& blobs) : blobs_(blobs) {}
  void add(const std::string& id) {
    core::SearchHit hit;
    hit.id = id;
    const std::vector<std::uint8_t> bytes(id.begin(), id.end());
    hit.content = blobs_.put(bytes).id;
    hits_.push_back(hit);
  }
  core::DeliveryReceipt deliver(const core::SignedCopy&) override { return {}; }
  core::SearchPage search(const core::SearchQuery& query) const override {
    const auto begin = query.cursor ? std::stoul(*query.cursor) : 0UL;
    core::SearchPage page;
    for (auto i = begin; i < hits_.size() && i < begin + 2; ++i) page.hits.push_back(hits_[i]);
    if (begin + 2 < hits_.size()) page.next = std::to_string(begin + 2);
    return page;
  }
  std::optional<core::SearchHit> find(const std::string& id) const override {
    for (const auto& hit : hits_) {
      if (hit.id == id) return hit;
    }
    return std::nullopt;
  }
  void fetch(const std::string&, const std::filesystem::path&) const override {}

 private:
  core::BlobStore& blobs_;
  std::vector<core::SearchHit> hits_;
};

// Keeps what it accepts under its key, and fails as told.
class FarSide final : public core::Destination {
 public:
  std::string send(const core::OutgoingCopy& copy) override {
    ++attempts;
    if (before) before(copy);
    accepted.emplace(copy.key, copy.copy.id);
    if (after) after(copy);
    return "R-" + copy.copy.id;
  }
  std::function<void(const core::OutgoingCopy&)> before;
  std::function<void(const core::OutgoingCopy&)> after;
  std::map<std::string, std::string> accepted;
  int attempts = 0;
};

class ForwarderTest : public ::testing::Test {
 protected:
  ForwarderTest() {
    for (const char* id : {"a", "b", "c", "d", "e"}) warehouse_.add(id);
    enlist(warehouse_, outbox_, "far", clock_.now());
  }
  ForwardReport run(const ForwardRules& rules = {}) {
    return forward(warehouse_, blobs_, outbox_, "far", far_, rules, clock_, [] { return false; });
  }

  core::TemporaryFolder folder_;
  sohoa::testing::MemoryBlobStore blobs_;
  ListWarehouse warehouse_{blobs_};
  store::SqlOutbox outbox_{folder_.path() / "outbox.db"};
  core::FixedClock clock_{core::parseIso8601("2026-11-23T08:00:00+07:00")};
  FarSide far_;
};

TEST_F(ForwarderTest, EveryCopyGoesOnceAndLeavesAReceipt) {
  EXPECT_EQ(run().delivered, 5);
  EXPECT_EQ(enlist(warehouse_, outbox_, "far", clock_.now()), 0);
  EXPECT_EQ(run().delivered, 0);
  warehouse_.add("f");
  EXPECT_EQ(enlist(warehouse_, outbox_, "far", clock_.now()), 1);
  EXPECT_EQ(run().delivered, 1);
  EXPECT_EQ(far_.accepted.size(), 6U);
  EXPECT_EQ(outbox_.find("far", "f")->receipt, "R-f");
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
