#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/pool.h"
#include "core/ports/batch_ledger.h"
#include "core/ports/intake.h"
#include "core/ports/scanner.h"
#include "core/ports/work_store.h"
#include "pipeline/read_ahead.h"
#include "pipeline/scan_session.h"
#include "pipeline/sheet_feed.h"

namespace sohoa::pipeline {

// What scan sessions in the background stand on; all of it outlives them.
struct StationParts {
  std::function<std::unique_ptr<core::Scanner>()> scanner;  // called by several threads
  core::SheetImages& images;
  // How many pages a file has that came from outside. Throws what keeps it from being read.
  std::function<int(const std::filesystem::path& file)> count_pages;
  core::Intake& intake;
  core::Pool<core::WorkStore>& stores;
  core::Pool<core::BatchLedger>& ledgers;
  const core::Clock& clock;
  ReadAhead* ahead = nullptr;  // null: pages are read when they have been taken in
};

// Scanners at work, so that no two sessions feed from one. Safe for several threads.
class ScannerClaims {
 public:
  class Claim {
   public:
    Claim(ScannerClaims& all, std::string device) : all_(&all), device_(std::move(device)) {}
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

   private:
    ScannerClaims* all_;
    std::string device_;
  };
  // Throws Error(kScannerTaken).
  [[nodiscard]] std::unique_ptr<Claim> claim(const std::string& device);

 private:
  std::mutex mutex_;
  std::set<std::string> taken_;
};

enum class SeatState { kIdle, kFeeding, kFinishing, kTaken };
// "idle", "feeding", "finishing", "taken"
[[nodiscard]] std::string_view slug(SeatState state);

// A session as it stands at one moment.
struct SeatView {
  SessionHead head;
  SeatState state = SeatState::kIdle;
  std::optional<core::ScanSetup> setup;  // of the last feed
  std::optional<core::Error> stop;       // why the last feed, or finishing, came to its end
  int fed = 0;                           // sides of the last feed
  std::vector<SessionPage> pages;
  std::vector<bool> read;  // as pages: whether it was read ahead
  std::vector<SessionFile> files;
  std::vector<int> order;      // sheets
  std::optional<int> counted;  // sheets, by hand
  std::optional<std::string> batch;
  std::vector<std::string> earlier;  // batches that brought the same bytes before
};

// What is fed next, by the files of pages ("to-00003-a.tif"), which stay while numbers change.
struct FeedWish {
  std::optional<int> pages{};  // sides; nothing: until the tray is empty
  std::string replace{};       // the sheet of this page is fed again
  std::string insert_after{};  // "-": before all others
  std::string without_note{};  // this page once more
};

// One scan session and the thread that feeds it or takes it in. Safe for several threads.
class ScanSeat {
 public:
  ScanSeat(ScanSession session, const StationParts& parts, ScannerClaims& claims);
  ~ScanSeat();  // feeding ends after the sheet in hand
  ScanSeat(const ScanSeat&) = delete;
  ScanSeat& operator=(const ScanSeat&) = delete;

  [[nodiscard]] SeatView view() const;
  [[nodiscard]] std::filesystem::path folder() const { return session_.folder(); }
  // The picture of a page, as our own scanner's side wrote it. Throws Error(kNoSuchPage).
  [[nodiscard]] std::filesystem::path picture(const std::string& file) const;

  // Begins to feed; view() tells how it goes. Throws Error(kSessionBusy, kSessionTaken,
  // kScannerTaken, kNoSuchPage, core::kNoScanner).
  void feed(const FeedWish& wish);
  // Feeding ends after the sheet in hand.
  void stop();
  // Changes the session, also while it is being fed. Throws Error(kSessionBusy) while it is taken
  // in, Error(kSessionTaken), and what `change` throws.
  void edit(const std::function<void(ScanSession&)>& change);
  // Puts a copy of a file beside the sheets; throws as edit(). Everybody else goes on meanwhile.
  void addFile(const std::filesystem::path& from, const std::string& name, int pages);
  // Takes everything in; view() tells the batch when it is done. Throws as feed(), and
  // Error(kNothingScanned).
  void finish();
  // Nothing of it is kept. Throws as feed(), and Error(kEditRefused) unless it has so many pages,
  // those of files included, Error(kSessionHalfTaken) when some are taken in.
  void abandon(int pages);
  // Until nothing works on it.
  void settle();
  // How it rests, without waiting for whoever is at work on it; nothing when somebody is.
  [[nodiscard]] std::optional<SeatState> atRest() const;

 private:
  void requireIdle() const;
  void requireFeedable() const;
  void readFileAhead();  // the last one
  void start(std::function<void()> work);
  void runFeed(core::ScanRequest request, FeedOrder order);
  void takeIn();
  [[nodiscard]] int numberOf(const std::string& file) const;

  StationParts parts_;
  ScannerClaims& claims_;
  mutable std::mutex mutex_;
  ScanSession session_;
  SeatState state_ = SeatState::kIdle;
  std::optional<core::ScanSetup> setup_;
  std::optional<core::Error> stopped_;
  int fed_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace sohoa::pipeline
