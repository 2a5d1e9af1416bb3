// Finishing a scan session, in as many tries as it takes.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ports/errors.h"
#include "pipeline/errors.h"
#include "pipeline/ingest.h"
#include "pipeline/session_intake.h"
#include "tests/pipeline/scan_station_fixture.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using test::slugOf;

// A session of two sheets and two files, and its finishing.
class Finishing : public Station {
 protected:
  Finishing() {
    name_ = begin();
    feed(name_, {"A", "B"});
    for (const char* text : {"one", "two"}) add(text);
  }
  void add(const std::string& text) {
    core::writeFileAtomically(folder_.path() / "x", text);
    station_->seat(name_)->addFile(folder_.path() / "x", text + ".pdf", 1);
  }
  SeatView finish() {
    const auto seat = station_->seat(name_);
    seat->finish();
    seat->settle();
    return seat->view();
  }
  // Of every batch, each once.
  std::vector<std::string> papers() {
    const auto store = stores_.borrow();
    std::vector<std::string> all;
    for (const auto& batch : store->batches()) {
      for (const auto& master : store->masters(batch.id)) {
        all.push_back(core::readText(blobs_.localFile(master.sha256)));
      }
    }
    return all;
  }
  // The intake's steps, of which the one with this number does something else.
  void atStep(int number, std::function<void()> what) {
    intake_.step = [left = number, what](const std::string&) mutable {
      if (left-- == 0) what();
    };
  }
  void healed() {
    intake_.step = [](const std::string&) {};
  }
  static constexpr int kSteps = 7;  // "list", and two of each of three files
  std::string name_;
};

TEST_F(Finishing, ATryThatEndsAnywhereIsGoneOnWithAndTakesNothingInTwice) {
  for (int step = 0; step < kSteps; ++step) {
    if (step > 0) {
      name_ = begin();
      feed(name_, {"A" + std::to_string(step), "B"});
      for (const char* text : {"one", "two"}) add(text + std::to_string(step));
    }
    const auto before = papers().size();
    atStep(step, [] { throw core::Error(core::kDiskFull, {}); });
    const auto first = finish();
    EXPECT_EQ(first.stop->code(), core::kDiskFull) << step;
    EXPECT_EQ(first.batch, std::nullopt);
    const auto taken = papers().size() - before;
    healed();
    if (step % 2 == 0) start();
    const auto second = finish();
    ASSERT_TRUE(second.batch) << step;
    EXPECT_EQ(papers().size() - before, 3U) << step;
    EXPECT_LE(taken, 3U);
    EXPECT_EQ(stores_.borrow()->masters(*second.batch).size(), 3U) << step;
  }
}

TEST_F(Finishing, TurnsThatAPersonGaveAreSaidOfTheFileAndTouchNoByteOfIt) {
  edit(name_, [](auto& session) { session.turn({1, 0}, 2); });
  edit(name_, [](auto& session) { session.turn({2, 0}, 3); });
  edit(name_, [](auto& session) { session.reorder({2, 1}); });
  edit(name_, [](auto& session) { session.turn({1, 0}, 0); });  // all the way round again
  const auto batch = finish().batch;
  ASSERT_TRUE(batch);
  const auto store = stores_.borrow();
  for (const auto& master : store->masters(*batch)) {
    const bool sheets = core::readText(blobs_.localFile(master.sha256)) == "B A ";
    EXPECT_EQ(master.said.turns, (sheets ? std::map<int, int>{{0, 3}} : std::map<int, int>{}));
  }
}

TEST_F(Finishing, TurnsOfATryThatFailedGiveWayToThoseOfTheNext) {
  for (const int turned : {1, 0}) {
    const auto sheets = "A" + std::to_string(turned);
    const auto name = begin();
    feed(name, {sheets});
    // The store went away when this had been said.
    ledgers_.borrow()->say(core::sha256(sheets + " "), {{}, {}, {{0, 3}}});
    if (turned != 0) edit(name, [&](auto& session) { session.turn({1, 0}, turned); });
    name_ = name;
    const auto batch = finish().batch;
    ASSERT_TRUE(batch);
    const auto masters = stores_.borrow()->masters(*batch);
    ASSERT_EQ(masters.size(), 1U);
    EXPECT_EQ(core::readText(blobs_.localFile(masters[0].sha256)), sheets + " ");
    EXPECT_EQ(masters[0].said.turns,
              (turned != 0 ? std::map<int, int>{{0, turned}} : std::map<int, int>{}));
  }
}

TEST_F(Finishing, WhatWasTakenInStaysAsItIsAndTheRestIsChanged) {
  atStep(3, [] { throw core::Error(core::kDiskFull, {}); });  // the sheets are in
  finish();
  healed();
  const auto seat = station_->seat(name_);
  const std::vector<std::function<void(ScanSession&)>> changes{
      [](auto& session) { session.drop(1); },
      [](auto& session) {
        session.reorder({2, 1});
      },
      [](auto& session) {
        session.pair(2, SheetSide{1, 0});
      }};
  for (const auto& change : changes) {
    EXPECT_EQ(slugOf([&] { edit(name_, change); }), "scan.half_taken");
  }
  EXPECT_EQ(slugOf([&] { seat->feed({}); }), "scan.half_taken");
  EXPECT_EQ(slugOf([&] { station_->abandon(name_, 4); }), "scan.half_taken");
  edit(name_, [](auto& session) { session.dropFile(1); });
  add("three");
  ASSERT_TRUE(finish().batch);
  EXPECT_THAT(papers(), testing::UnorderedElementsAre("A B ", "two", "three"));
}

TEST_F(Finishing, ATryThatTookNothingLeavesTheSessionFree) {
  atStep(0, [] { throw core::Error(core::kDiskFull, {}); });
  finish();
  healed();
  edit(name_, [](auto& session) { session.drop(1); });
  feed(name_, {"C"});
  ASSERT_TRUE(finish().batch);
  EXPECT_THAT(papers(), testing::UnorderedElementsAre("B C ", "one", "two"));
}

class FinishingThatDies : public Finishing, public ::testing::WithParamInterface<int> {};

TEST_P(FinishingThatDies, IsGoneOnWithAndTakesNothingInTwice) {
  const auto place = folder_.path() / "scan" / name_;
  station_.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    atStep(GetParam(), [] { ::_exit(9); });
    auto session = ScanSession::resume(place, images_, clock_);
    store::SqlWorkStore store(folder_.path() / "work.db");
    store::SqlBatchLedger ledger(folder_.path() / "work.db");
    static_cast<void>(
        takeSessionIn(session, store, ledger, [&](const auto& files, const auto& known) {
          return ingest(
              intake_, store, clock_, files, {core::Lane::kCounter, "p01"}, [](int, int) {}, known);
        }));
    ::_exit(9);  // before the manifest says that it was taken
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 9);
  start();
  // Nobody knows yet what is in.
  EXPECT_EQ(slugOf([&] { edit(name_, [](auto& session) { session.drop(1); }); }),
            "scan.half_taken");
  ASSERT_TRUE(finish().batch);
  EXPECT_THAT(papers(), testing::UnorderedElementsAre("A B ", "one", "two"));
}

// The last is behind all of them.
INSTANTIATE_TEST_SUITE_P(AtEachStep, FinishingThatDies, ::testing::Range(0, 8));

}  // namespace
}  // namespace sohoa::pipeline
