#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/ports/scanner_errors.h"
#include "pipeline/scan_station.h"
#include "store/folder_blob_store.h"
#include "store/sql_batch_ledger.h"
#include "store/sql_work_store.h"

// A station with one scripted scanner, over real stores.
namespace sohoa::pipeline {

namespace fs = std::filesystem;

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
  void keep(const fs::path& file, const core::TakenMaster& taken) override {
    if (!blobs_.contains(taken.sha256)) static_cast<void>(blobs_.putFile(file));
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

}  // namespace sohoa::pipeline
