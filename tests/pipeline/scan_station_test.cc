#include "pipeline/scan_station.h"

#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "pipeline/errors.h"
#include "tests/pipeline/scan_station_fixture.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using test::slugOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(Station, GoesOnAfterAJamAndAnEmptyTrayWithoutLosingASheet) {
  const auto name = begin(core::PaperSource::kDuplex);
  EXPECT_EQ(feed(name, {"A1", "A2", "B1", "scanner.jam"}), "scanner.jam");
  EXPECT_EQ(station_->seat(name)->view().fed, 2);
  EXPECT_EQ(feed(name, {"B1", "B2"}), "scanner.empty");
  EXPECT_THAT(texts(name), ElementsAre("A1", "A2", "B1", "B2"));
}

TEST_F(Station, ADriverThatDiedIsStartedAgain) {
  const auto name = begin();
  EXPECT_EQ(feed(name, {"A", "scanner.died"}), "scanner.died");
  EXPECT_EQ(feed(name, {"B"}), "scanner.empty");
  EXPECT_THAT(texts(name), ElementsAre("A", "B"));
}

TEST_F(Station, ASecondSessionIsToldThatTheScannerIsTaken) {
  const auto first = begin();
  const auto second = begin();
  tray_.put({"A", "wait", "B"});
  station_->seat(first)->feed({});
  tray_.untilItWaits();
  EXPECT_EQ(slugOf([&] { station_->seat(second)->feed({}); }), "scan.scanner_taken");
  EXPECT_EQ(slugOf([&] { station_->seat(first)->feed({}); }), "scan.session_busy");
  tray_.letGoOn();
  station_->seat(first)->settle();
  EXPECT_EQ(feed(second, {"C"}), "scanner.empty");
  EXPECT_THAT(texts(first), ElementsAre("A", "B"));
  EXPECT_THAT(texts(second), ElementsAre("C"));
}

TEST_F(Station, PagesAreChangedWhileOthersComeIn) {
  const auto name = begin();
  tray_.put({"A", "B", "wait", "C"});
  const auto seat = station_->seat(name);
  seat->feed({});
  tray_.untilItWaits();
  seat->edit([](auto& session) { session.reorder({2, 1}); });
  seat->edit([](auto& session) { session.turn({1, 0}, 3); });
  EXPECT_EQ(slugOf([&] { seat->finish(); }), "scan.session_busy");
  tray_.letGoOn();
  seat->settle();
  EXPECT_THAT(texts(name), ElementsAre("B", "A", "C"));
  EXPECT_EQ(seat->view().pages[1].quarter_turns, 3);
}

TEST_F(Station, StopsAfterTheSheetInHand) {
  const auto name = begin();
  tray_.put({"A", "wait", "B", "C"});
  const auto seat = station_->seat(name);
  seat->feed({});
  tray_.untilItWaits();
  seat->stop();
  tray_.letGoOn();
  seat->settle();
  EXPECT_THAT(texts(name), ElementsAre("A", "B"));
  EXPECT_EQ(seat->view().stop, std::nullopt);
}

TEST_F(Station, SheetsAreScannedAgainPutInAndShownWithoutTheirNote) {
  const auto name = begin(core::PaperSource::kDuplex);
  EXPECT_EQ(feed(name, {"A1", "A2", "B1", "B2"}), "scanner.empty");
  EXPECT_EQ(feed(name, {"a1", "a2", "x"}, {.replace = page(name, 1)}), "");
  EXPECT_EQ(feed(name, {"b1", "x"}, {.without_note = page(name, 2)}), "");
  EXPECT_EQ(feed(name, {"01", "02"}, {.pages = 2, .insert_after = "-"}), "");
  EXPECT_THAT(texts(name), ElementsAre("01", "02", "a1", "a2", "B1", "b1", "B2"));
  EXPECT_EQ(slugOf([&] { station_->seat(name)->feed({.replace = "to-00099-a.tif"}); }),
            "scan.no_such_page");
}

TEST_F(Station, EverythingIsThereAgainAfterTheProgramEnded) {
  const auto name = begin();
  EXPECT_EQ(feed(name, {"A", "B", "C"}), "scanner.empty");
  edit(name, [](auto& session) { session.reorder({3, 1, 2}); });
  edit(name, [](auto& session) { session.pair(2, SheetSide{1, 0}); });
  edit(name, [](auto& session) { session.turn({3, 0}, 1); });
  edit(name, [&](auto& session) {
    core::writeFileAtomically(folder_.path() / "x", "%PDF-");
    session.addFile(folder_.path() / "x", "Đơn.PDF", 2);
  });
  edit(name, [](auto& session) { session.count(12); });
  start();
  EXPECT_EQ(station_->seat(name)->view().counted, 12);
  ASSERT_EQ(station_->open().size(), 1U);
  EXPECT_EQ(station_->open().front().case_id, "HS-1");
  EXPECT_THAT(texts(name), ElementsAre("C", "A", "B"));
  const auto view = station_->seat(name)->view();
  EXPECT_EQ(view.pages[0].quarter_turns, 1);
  EXPECT_EQ(view.pages[2].bares, (SheetSide{1, 0}));
  ASSERT_EQ(view.files.size(), 1U);
  EXPECT_EQ(view.files[0].name, "Đơn.PDF");
  EXPECT_EQ(view.files[0].file, "tep-00001.pdf");
  edit(name, [](auto& session) { session.pair(2, {}); });
  EXPECT_THAT(texts(name), ElementsAre("C", "A", "B"));
  EXPECT_EQ(station_->seat(name)->view().pages[2].bares, std::nullopt);
}

TEST_F(Station, AChangeThatMakesNoSenseChangesNothing) {
  const auto name = begin();
  EXPECT_EQ(feed(name, {"A", "B"}), "scanner.empty");
  const std::vector<std::function<void(ScanSession&)>> senseless{
      [](auto& session) { session.reorder({1}); },
      [](auto& session) {
        session.reorder({1, 1});
      },
      [](auto& session) {
        session.reorder({2, 3});
      },
      [](auto& session) {
        session.turn({1, 1}, 1);
      },
      [](auto& session) {
        session.turn({1, 0}, 4);
      },
      [](auto& session) { session.drop(3); },
      [](auto& session) {
        session.pair(1, SheetSide{1, 0});
      },
      [](auto& session) {
        session.pair(1, SheetSide{2, 1});
      },
      [](auto& session) { session.pair(1, {}); },
      [](auto& session) { session.dropFile(1); }};
  for (const auto& change : senseless) {
    EXPECT_EQ(slugOf([&] { edit(name, change); }), "scan.edit_refused");
  }
  start();
  EXPECT_THAT(texts(name), ElementsAre("A", "B"));
}

TEST_F(Station, ASheetThatTheNextOneIsPutBehindCannotBeTakenOut) {
  const auto name = begin();
  EXPECT_EQ(feed(name, {"A", "B"}), "scanner.empty");
  tray_.put({"wait", "C"});
  const auto seat = station_->seat(name);
  seat->feed({.insert_after = page(name, 0)});
  tray_.untilItWaits();
  EXPECT_EQ(slugOf([&] { edit(name, [](auto& session) { session.drop(1); }); }),
            "scan.edit_refused");
  edit(name, [](auto& session) { session.drop(2); });
  tray_.letGoOn();
  seat->settle();
  EXPECT_THAT(texts(name), ElementsAre("A", "C"));
  EXPECT_EQ(core::readText(seat->folder() / "bo-ra" / "to-00002-a.tif"), "B");
}

TEST_F(Station, FinishingTakesEverythingInOnceAsOneCaseFileOfTheCounter) {
  const auto name = begin();
  EXPECT_EQ(slugOf([&] { station_->seat(name)->finish(); }), "scan.nothing_scanned");
  EXPECT_EQ(feed(name, {"A", "B"}), "scanner.empty");
  edit(name, [&](auto& session) {
    core::writeFileAtomically(folder_.path() / "x", "a file");
    session.addFile(folder_.path() / "x", "don.pdf", 1);
  });
  auto seat = station_->seat(name);
  seat->finish();
  seat->settle();
  const auto view = seat->view();
  ASSERT_TRUE(view.batch);
  EXPECT_EQ(view.state, SeatState::kTaken);
  const auto store = stores_.borrow();
  const auto masters = store->masters(*view.batch);
  ASSERT_EQ(masters.size(), 2U);
  EXPECT_EQ(masters[0].name, "HS-1.tif");
  EXPECT_EQ(masters[0].case_file, "HS-1");
  EXPECT_EQ(store->batches().front().lane, core::Lane::kCounter);
  EXPECT_EQ(store->batches().front().unit, "p01");
  EXPECT_THAT(station_->open(), IsEmpty());
  seat->finish();  // an answer that was lost on its way
  EXPECT_EQ(slugOf([&] { seat->feed({}); }), "scan.session_taken");
  seat.reset();
  start();
  EXPECT_EQ(station_->seat(name)->view().batch, view.batch);
}

TEST_F(Station, OneThatLooksForScannersHoldsNobodyUp) {
  const auto slow = begin();
  const auto other = begin();
  tray_.looksSlowly();
  std::thread feeding([&] { station_->seat(slow)->feed({}); });
  tray_.untilItWaits();
  clock_.advance(std::chrono::minutes(16));
  EXPECT_EQ(station_->seat(slow)->view().state, SeatState::kIdle);
  static_cast<void>(begin());  // looks for those that nobody asks for
  EXPECT_EQ(station_->seat(other)->view().state, SeatState::kIdle);
  EXPECT_EQ(station_->open().size(), 3U);
  tray_.letGoOn();
  feeding.join();
  station_->seat(slow)->settle();
}

TEST_F(Station, OneThatIsChangedSlowlyHoldsNobodyUp) {
  const auto slow = begin();
  std::promise<void> changing;
  std::promise<void> go_on;
  std::thread thread([&] {
    edit(slow, [&](auto&) {
      changing.set_value();
      go_on.get_future().wait();
    });
  });
  changing.get_future().wait();
  clock_.advance(std::chrono::minutes(16));
  const auto other = begin();
  EXPECT_EQ(feed(other, {"A"}), "scanner.empty");
  go_on.set_value();
  thread.join();
}

TEST_F(Station, SessionsThatAreOverLeaveAfterAWeekUnlessSomethingIsKept) {
  const auto scan = folder_.path() / "scan";
  const auto done = begin();
  feed(done, {"A"});
  station_->seat(done)->finish();
  station_->seat(done)->settle();
  const auto kept = begin();
  feed(kept, {"B"});
  const auto open = begin();
  station_.reset();
  ScanSession::resume(scan / kept, images_, clock_).markTaken("lo-1", true);
  start();
  EXPECT_EQ(station_->open().size(), 1U);
  EXPECT_TRUE(fs::exists(scan / done));
  clock_.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(station_->open().size(), 1U);
  EXPECT_FALSE(fs::exists(scan / done));
  EXPECT_TRUE(fs::exists(scan / kept));
  EXPECT_TRUE(fs::exists(scan / open));
}

TEST_F(Station, ASessionThatWasBeingThrownAwayWhenTheProgramDiedIsGone) {
  const auto name = begin();
  feed(name, {"A"});
  station_.reset();
  ScanSession::resume(folder_.path() / "scan" / name, images_, clock_).markDropped();
  start();
  EXPECT_EQ(slugOf([&] { static_cast<void>(station_->seat(name)); }), "scan.no_session");
  EXPECT_THAT(station_->open(), IsEmpty());
  EXPECT_FALSE(fs::exists(folder_.path() / "scan" / name));
}

TEST_F(Station, TheSameBytesOfAnEarlierCaseFileAreTold) {
  const auto first = begin();
  feed(first, {"A"});
  station_->seat(first)->finish();
  station_->seat(first)->settle();
  const auto second = begin();
  feed(second, {"A"});
  station_->seat(second)->finish();
  station_->seat(second)->settle();
  start();
  EXPECT_THAT(station_->seat(second)->view().earlier,
              ElementsAre(*station_->seat(first)->view().batch));
}

TEST_F(Station, ASessionIsThrownAwayOnlyWithAsManyPagesAsWereSeen) {
  const auto name = begin();
  feed(name, {"A", "B"});
  EXPECT_EQ(slugOf([&] { station_->abandon(name, 1); }), "scan.edit_refused");
  EXPECT_THAT(texts(name), ElementsAre("A", "B"));
  station_->abandon(name, 2);
  EXPECT_FALSE(fs::exists(folder_.path() / "scan" / name));
  EXPECT_EQ(slugOf([&] { static_cast<void>(station_->seat(name)); }), "scan.no_session");
}

TEST_F(Station, AnotherProgramsSessionIsBusyAndNamesThatAreNoneAreRefused) {
  const auto name = begin();
  station_.reset();
  const auto held = ScanSession::resume(folder_.path() / "scan" / name, images_, clock_);
  start();
  EXPECT_EQ(slugOf([&] { static_cast<void>(station_->seat(name)); }), "scan.session_busy");
  for (const char* bad : {"", ".", "..", "../scan", "a/b", "nothing"}) {
    EXPECT_EQ(slugOf([&] { static_cast<void>(station_->seat(bad)); }), "scan.no_session") << bad;
  }
}

TEST_F(Station, ASessionThatNobodyAsksForIsLetGo) {
  const auto name = begin();
  clock_.advance(std::chrono::minutes(16));
  static_cast<void>(begin());
  EXPECT_NO_THROW(
      static_cast<void>(ScanSession::resume(folder_.path() / "scan" / name, images_, clock_)));
}

}  // namespace
}  // namespace sohoa::pipeline
