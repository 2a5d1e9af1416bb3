#include "pipeline/scrub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <utility>

#include "pipeline/repair.h"
#include "tests/pipeline/fakes.h"

namespace sohoa::pipeline {
namespace {

using core::BlobState;

class Scrub : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a", "b", "c"}) ids_.push_back(bench_.add(name, name).sha256);
    bench_.upkeep.takeStock({}, bench_.clock.now());
    bench_.clock.advance(std::chrono::hours(1));
    options_.before = bench_.clock.now();
    options_.wait = [this](std::chrono::nanoseconds time) { waited_ += time; };
  }
  void damage(const core::Sha256& id) {
    const auto path = bench_.blobs.localFile(id);
    std::filesystem::remove(path);
    core::writeFileAtomically(path, std::string_view("other bytes"));
  }
  ScrubReport run() { return scrub(bench_.upkeep, bench_.blobs, bench_.clock, options_); }

  testing::Bench bench_;
  std::vector<core::Sha256> ids_;
  ScrubOptions options_;
  std::chrono::nanoseconds waited_{0};
};

TEST_F(Scrub, ReadsEveryBlobOnceAndIsThenDone) {
  const auto report = run();
  EXPECT_EQ(report.checked, 3);
  EXPECT_EQ(report.bytes, 3U);
  EXPECT_TRUE(report.whole);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(run().checked, 0);
  EXPECT_EQ(bench_.upkeep.stock().oldest, bench_.clock.now());
}

TEST_F(Scrub, GoesOnWhereItStopped) {
  int left = 2;
  options_.go_on = [&] { return left-- > 0; };
  EXPECT_FALSE(run().whole);
  options_.go_on = [] { return true; };
  EXPECT_EQ(run().checked, 1);
}

TEST_F(Scrub, NamesTheDamagedAndTheMissingAndRemembersThem) {
  damage(ids_[0]);
  bench_.blobs.remove(ids_[1]);
  std::map<core::Sha256, BlobState> told;
  options_.found = [&](const ScrubFinding& finding) { told[finding.id] = finding.state; };
  EXPECT_EQ(run().findings.size(), 2U);
  EXPECT_EQ(told.at(ids_[0]), BlobState::kDamaged);
  EXPECT_EQ(told.at(ids_[1]), BlobState::kMissing);
  EXPECT_EQ(bench_.upkeep.stock().bad, 2);
}

TEST_F(Scrub, WhatWasMendedCountsAsGoodAgain) {
  damage(ids_[0]);
  options_.repair = [&](const core::Sha256& id) { return id == ids_[0]; };
  const auto report = run();
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_TRUE(report.findings[0].repaired);
  EXPECT_EQ(bench_.upkeep.stock().bad, 0);
  EXPECT_EQ(bench_.upkeep.stock().repaired, 1);
}

// A replica holds everything; the second blob is sealed when the first has been read.
TEST_F(Scrub, WhatIsLetGoDuringThePassDoesNotComeBackAndIsNotToldAsLost) {
  const store::FolderBlobStore replica(bench_.folder.path() / "replica");
  std::filesystem::copy(bench_.folder.path() / "blobs", bench_.folder.path() / "replica",
                        std::filesystem::copy_options::recursive);
  const auto due = bench_.upkeep.due(options_.before, 10);
  const auto gone = due.at(1).id;
  bool let_go = false;
  options_.wanted = [&](const core::Sha256& id) { return !let_go || id != gone; };
  options_.repair = [&](const core::Sha256& id) {
    return repairThese({bench_.store,
                        bench_.blobs,
                        bench_.opener,
                        bench_.reader,
                        bench_.folder.path() / "damaged",
                        {&replica},
                        options_.wanted},
                       {{id, "row"}})
               .restored > 0;
  };
  options_.progress = [&](int checked) {
    if (checked != 1) return;
    let_go = true;
    bench_.blobs.remove(gone);
    bench_.blobs.remove(due.at(2).id);
  };
  const auto report = run();
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].id, due.at(2).id);
  EXPECT_TRUE(report.findings[0].repaired);
  EXPECT_FALSE(bench_.blobs.contains(gone));
  EXPECT_EQ(bench_.upkeep.stock().damaged, 1);
}

TEST_F(Scrub, WhatIsLetGoWhileItIsMendedGoesAgain) {
  damage(ids_[0]);
  bool wanted = true;
  const auto aside = bench_.folder.path() / "damaged";
  const auto report =
      repairThese({bench_.store,
                   bench_.blobs,
                   bench_.opener,
                   bench_.reader,
                   aside,
                   {},
                   [&](const core::Sha256&) { return std::exchange(wanted, false); }},
                  {{ids_[0], "row"}});
  EXPECT_EQ(report.damaged, 0);
  EXPECT_TRUE(report.lost.empty());
  EXPECT_FALSE(bench_.blobs.contains(ids_[0]));
  EXPECT_FALSE(std::filesystem::exists(aside / ids_[0].hex()));
}

TEST_F(Scrub, KeepsToItsRate) {
  options_.bytes_per_second = 1;
  run();
  // At one, two and three bytes it is a second further ahead each time, as nobody really waits.
  EXPECT_GT(waited_, std::chrono::seconds(5));
  EXPECT_LE(waited_, std::chrono::seconds(6));
}

TEST_F(Scrub, AClockSetBackDoesNotMakeItTurnForEver) {
  bench_.clock.advance(-std::chrono::hours(5));
  EXPECT_EQ(run().checked, 3);
}

}  // namespace
}  // namespace sohoa::pipeline
