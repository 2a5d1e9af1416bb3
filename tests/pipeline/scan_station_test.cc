#include "pipeline/scan_station.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <thread>

#include "core/ports/scanner_errors.h"
#include "pipeline/errors.h"
#include "pipeline/ingest.h"
#include "pipeline/session_intake.h"
#include "store/folder_blob_store.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_work_store.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;
using test::slugOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Pictures are text files here.
class TextImages final : public core::SheetImages {
 public:
  core::SheetLook look(const fs::path&) override { return {{10, 10}, 300, 0, {}}; }
  void bind(const std::vector<fs::path>& pages, const fs::path& out) override {
    std::string all;
    for (const auto& page : pages) all += core::readText(page) + " ";
    core::writeFileAtomically(out, all);
  }
};

// What lies in the one scanner: "A" is a side, "scanner.jam" a stop, "wait" stands still until
// somebody lets it go on.
class Tray {
 public:
  void put(std::vector<std::string> events) {
    const std::lock_guard lock(mutex_);
    events_.assign(events.begin(), events.end());
  }
  std::string next() {
    std::unique_lock lock(mutex_);
    if (events_.empty()) return "scanner.empty";
    auto event = events_.front();
    events_.pop_front();
    if (event != "wait") return event;
    waits_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !waits_; });
    lock.unlock();
    return next();
  }
  // Looking for scanners waits too, when it is told to.
  void looksSlowly() { slow_ = true; }
  void lookRound() {
    std::unique_lock lock(mutex_);
    if (!slow_) return;
    waits_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !waits_; });
  }
  void untilItWaits() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waits_; });
  }
  void letGoOn() {
    {
      const std::lock_guard lock(mutex_);
      waits_ = false;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> events_;
  bool waits_ = false;
  bool slow_ = false;
};

class TrayScanner final : public core::Scanner {
 public:
  explicit TrayScanner(Tray& tray) : tray_(tray) {}
  std::vector<core::ScannerInfo> devices() override {
    tray_.lookRound();
    return {{"tray", "", "", ""}};
  }
  std::vector<core::ScannerOption> options(const std::string&) override { return {}; }
  std::unique_ptr<core::PaperFeed> open(const core::ScanRequest& request,
                                        const fs::path& folder) override {
    if (request.device != "tray") throw core::Error(core::kNoScanner, {});
    return std::make_unique<Feed>(tray_, folder);
  }

 private:
  class Feed final : public core::PaperFeed {
   public:
    Feed(Tray& tray, fs::path folder) : tray_(tray), folder_(std::move(folder)) {}
    [[nodiscard]] const core::ScanSetup& setup() const override { return setup_; }
    core::SideAnswer next(const std::string& name) override {
      const auto event = tray_.next();
      if (event.find('.') != std::string::npos) {
        return {core::Error(core::scannerError(event), {}), {}};
      }
      core::writeFileAtomically(folder_ / name, event);
      return {};
    }

   private:
    Tray& tray_;
    fs::path folder_;
    core::ScanSetup setup_;
  };
  Tray& tray_;
};

// Takes every file it is given, telling `step` what it is about to do: "list", "take" before and
// "took" after each.
class PlainIntake final : public core::Intake {
 public:
  explicit PlainIntake(core::BlobStore& blobs) : blobs_(blobs) {}
  [[nodiscard]] core::FoundFiles list(const std::vector<fs::path>& paths) const override {
    step("list");
    core::FoundFiles found;
    for (const auto& path : paths) found.files.push_back({path, {}});
    return found;
  }
  [[nodiscard]] core::TakenMaster take(const fs::path& file, const std::string&) override {
    step("take");
    const auto blob = blobs_.putFile(file);
    step("took");
    return {blob.id, blob.size, file.filename().string()};
  }
  std::function<void(const std::string& what)> step = [](const std::string&) {};

 private:
  core::BlobStore& blobs_;
};

class Station : public ::testing::Test {
 protected:
  Station() { start(); }
  void start() {
    station_.reset();
    station_ = std::make_unique<ScanStation>(
        StationParts{[this] { return std::make_unique<TrayScanner>(tray_); }, images_,
                     [](const fs::path&) { return 1; }, intake_, stores_, ledgers_, clock_},
        folder_.path() / "scan", std::map<std::string, core::ScanRequest>{{"", {}}});
  }
  std::string begin(core::PaperSource source = core::PaperSource::kFeeder) {
    core::ScanRequest request;
    request.source = source;
    return station_->begin(request, {core::Lane::kCounter, "p01"}, "HS-1");
  }
  // Feeds what the tray is given, to its end; why it ended.
  std::string feed(const std::string& name, std::vector<std::string> events, FeedWish wish = {}) {
    tray_.put(std::move(events));
    const auto seat = station_->seat(name);
    seat->feed(wish);
    seat->settle();
    const auto stop = seat->view().stop;
    return stop ? std::string(stop->code().slug) : "";
  }
  std::vector<std::string> texts(const std::string& name) {
    const auto seat = station_->seat(name);
    std::vector<std::string> all;
    for (const auto& page : seat->view().pages) {
      all.push_back(core::readText(seat->picture(page.file)));
    }
    return all;
  }
  std::string page(const std::string& name, std::size_t index) {
    return station_->seat(name)->view().pages.at(index).file;
  }
  void edit(const std::string& name, const std::function<void(ScanSession&)>& change) {
    station_->seat(name)->edit(change);
  }

  core::TemporaryFolder folder_;
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:00:00+07:00")};
  TextImages images_;
  Tray tray_;
  store::FolderBlobStore blobs_{folder_.path() / "blobs"};
  PlainIntake intake_{blobs_};
  core::Pool<core::WorkStore> stores_{
      [this] { return std::make_unique<store::SqlWorkStore>(folder_.path() / "work.db"); }, 2};
  core::Pool<core::BatchLedger> ledgers_{
      [this] { return std::make_unique<store::SqlBatchLedger>(folder_.path() / "work.db"); }, 2};
  std::unique_ptr<ScanStation> station_;
};

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
  start();
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
  EXPECT_NO_THROW(ScanSession::resume(folder_.path() / "scan" / name, images_, clock_));
}

}  // namespace
}  // namespace sohoa::pipeline
