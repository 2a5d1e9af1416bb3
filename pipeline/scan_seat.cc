#include "pipeline/scan_seat.h"

#include <algorithm>
#include <utility>

#include "core/fault.h"
#include "core/ports/scanner_errors.h"
#include "pipeline/errors.h"
#include "pipeline/ingest.h"
#include "pipeline/session_intake.h"
#include "pipeline/sheet_feed.h"
#include "pipeline/sheet_mend.h"

namespace sohoa::pipeline {
namespace {

using core::Error;

// A page that takes longer than this to read is left to the worker.
constexpr std::chrono::seconds kLongestReading{60};

}  // namespace

ScannerClaims::Claim::~Claim() {
  const std::lock_guard lock(all_->mutex_);
  all_->taken_.erase(device_);
}

std::unique_ptr<ScannerClaims::Claim> ScannerClaims::claim(const std::string& device) {
  const std::lock_guard lock(mutex_);
  if (!taken_.insert(device).second) throw Error(kScannerTaken, {});
  return std::make_unique<Claim>(*this, device);
}

std::string_view slug(SeatState state) {
  switch (state) {
    case SeatState::kIdle:
      return "idle";
    case SeatState::kFeeding:
      return "feeding";
    case SeatState::kFinishing:
      return "finishing";
    case SeatState::kTaken:
      return "taken";
  }
  return "";
}

ScanSeat::ScanSeat(ScanSession session, const StationParts& parts, ScannerClaims& claims)
    : parts_(parts), claims_(claims), session_(std::move(session)) {
  if (session_.book().batch()) {
    state_ = SeatState::kTaken;
    return;
  }
  if (parts_.ahead == nullptr) return;
  parts_.ahead->warm();
  const auto& book = session_.book();
  for (const auto& page : book.pages()) {
    parts_.ahead->want(book.head().name, folder() / page.file, 1);
  }
}

ScanSeat::~ScanSeat() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

SeatView ScanSeat::view() const {
  const std::lock_guard lock(mutex_);
  const auto& book = session_.book();
  SeatView view{book.head(),  state_,         setup_,       stopped_,
                fed_,         book.pages(),   {},           book.files(),
                book.order(), book.counted(), book.batch(), book.earlier()};
  for (const auto& page : view.pages) {
    view.read.push_back(parts_.ahead == nullptr || state_ == SeatState::kTaken ||
                        parts_.ahead->hasRead(view.head.name, folder() / page.file));
  }
  return view;
}

std::filesystem::path ScanSeat::picture(const std::string& file) const {
  const std::lock_guard lock(mutex_);
  if (!session_.book().holds(file) || state_ == SeatState::kTaken) throw Error(kNoSuchPage, {});
  return folder() / file;
}

void ScanSeat::requireIdle() const {
  if (state_ == SeatState::kTaken) throw Error(kSessionTaken, {});
  if (state_ != SeatState::kIdle) throw Error(kSessionBusy, {});
}

// Of a page by its file, from 1.
int ScanSeat::numberOf(const std::string& file) const {
  const auto pages = session_.book().pages();
  const auto found =
      std::find_if(pages.begin(), pages.end(), [&](const auto& page) { return page.file == file; });
  if (found == pages.end()) throw Error(kNoSuchPage, {.detail = file});
  return static_cast<int>(found - pages.begin()) + 1;
}

void ScanSeat::requireFeedable() const {
  requireIdle();
  const auto& book = session_.book();
  if (book.beingTaken() || book.tookSheets()) throw Error(kSessionHalfTaken, {});
}

void ScanSeat::feed(const FeedWish& wish) {
  core::ScanRequest request;
  {
    const std::lock_guard lock(mutex_);
    requireFeedable();
    request = session_.book().head().request;
  }
  if (request.device.empty()) {  // seconds where scanners are in the network
    const auto devices = parts_.scanner()->devices();
    if (devices.empty()) throw Error(core::kNoScanner, {});
    request.device = devices.front().name;
  }
  const std::lock_guard lock(mutex_);
  requireFeedable();
  SheetMend mend;
  if (!wish.replace.empty()) mend.replace = numberOf(wish.replace);
  if (wish.insert_after == "-") {
    mend.insert_after = 0;
  } else if (!wish.insert_after.empty()) {
    mend.insert_after = numberOf(wish.insert_after);
  }
  if (!wish.without_note.empty()) mend.without_note = numberOf(wish.without_note);
  // A second image is of one side, whatever the sheets before were.
  const bool one_side =
      mend.without_note > 0 || (mend.replace > 0 && pageAt(session_.book(), mend.replace).bares);
  if (one_side && request.sides() > 1) request.source = core::PaperSource::kFeeder;
  FeedOrder order{wish.pages, placeOf(session_.book(), mend, request.sides())};
  const bool one_sheet =
      order.place.replaces || order.place.bares || request.source == core::PaperSource::kFlatbed;
  if (one_sheet) order.pages = request.sides();
  std::shared_ptr<ScannerClaims::Claim> claim = claims_.claim(request.device);
  state_ = SeatState::kFeeding;
  stopped_.reset();
  stop_ = false;
  fed_ = 0;
  start([this, request, order, claim]() mutable {
    runFeed(request, order);
    claim.reset();
    const std::lock_guard done(mutex_);
    state_ = SeatState::kIdle;
  });
}

void ScanSeat::start(std::function<void()> work) {
  // The one before has said that it is done, as its last act.
  if (thread_.joinable()) thread_.join();
  thread_ = std::thread(std::move(work));
}

void ScanSeat::runFeed(core::ScanRequest request, FeedOrder order) {
  std::optional<Error> why;
  try {
    const auto scanner = parts_.scanner();
    const auto paper = scanner->open(request, folder());
    {
      const std::lock_guard lock(mutex_);
      setup_ = paper->setup();
    }
    SheetFeed sheets(
        session_, std::move(order),
        [this](const SessionPage& page, int) {
          ++fed_;
          if (parts_.ahead == nullptr) return;
          parts_.ahead->want(session_.book().head().name, folder() / page.file, 1);
        },
        &mutex_);
    why = sheets.run(*paper, request.sides(), stop_);
  } catch (const Error& error) {
    why = error;
  } catch (const std::exception& error) {  // of the file system: this thread has no caller
    why = Error(core::kIo, {.detail = typeid(error).name()});
  }
  const std::lock_guard lock(mutex_);
  stopped_ = std::move(why);
}

void ScanSeat::stop() { stop_ = true; }

void ScanSeat::edit(const std::function<void(ScanSession&)>& change) {
  const std::lock_guard lock(mutex_);
  if (state_ != SeatState::kFeeding) requireIdle();
  change(session_);
}

void ScanSeat::addFile(const std::filesystem::path& from, const std::string& name, int pages) {
  {
    const std::lock_guard lock(mutex_);
    if (state_ != SeatState::kFeeding) requireIdle();
  }
  const auto copied = ScanSession::copyIn(folder(), from);
  try {
    edit([&](ScanSession& session) {
      session.addCopied(copied, from, name, pages);
      readFileAhead();
    });
  } catch (const Error&) {
    std::error_code error;
    std::filesystem::remove(copied.part, error);
    throw;
  }
}

void ScanSeat::readFileAhead() {
  if (parts_.ahead == nullptr) return;
  // The first pages show what it is; the others are read when it is taken in.
  constexpr int kMostPages = 10;
  const auto& book = session_.book();
  const auto& file = book.files().back();
  parts_.ahead->want(book.head().name, folder() / file.file, std::min(file.pages, kMostPages));
}

void ScanSeat::finish() {
  const std::lock_guard lock(mutex_);
  if (state_ == SeatState::kTaken) return;
  requireIdle();
  if (session_.book().pages().empty() && session_.book().files().empty()) {
    throw Error(kNothingScanned, {});
  }
  state_ = SeatState::kFinishing;
  stopped_.reset();
  start([this] { takeIn(); });
}

void ScanSeat::takeIn() {
  const auto name = session_.book().head().name;  // nobody changes a session that is finishing
  std::optional<Error> why;
  try {
    if (parts_.ahead != nullptr) static_cast<void>(parts_.ahead->wait(name, kLongestReading));
    const auto store = parts_.stores.borrow();
    const auto ledger = parts_.ledgers.borrow();
    const auto take = [&](const auto& files, const auto& known) {
      return ingest(
          parts_.intake, *store, parts_.clock, files, session_.book().head().queue, [](int, int) {},
          known);
    };
    const auto taken = takeSessionIn(session_, *store, *ledger, take, &mutex_);
    core::crashPoint("scan.taken");
    const std::lock_guard lock(mutex_);
    session_.markTaken(taken.report.batch, false, taken.earlier);
  } catch (const Error& error) {
    why = error;
  } catch (const std::exception& error) {
    why = Error(core::kIo, {.detail = typeid(error).name()});
  }
  if (parts_.ahead != nullptr && !why) parts_.ahead->forget(name, true);
  const std::lock_guard lock(mutex_);
  state_ = why ? SeatState::kIdle : SeatState::kTaken;
  stopped_ = std::move(why);
}

void ScanSeat::abandon(int pages) {
  std::string name;
  {
    const std::lock_guard lock(mutex_);
    requireIdle();
    auto there = static_cast<int>(session_.book().pages().size());
    for (const auto& file : session_.book().files()) there += file.pages;
    if (there != pages) throw Error(kEditRefused, {.detail = std::to_string(there)});
    session_.markDropped();
    state_ = SeatState::kTaken;
    name = session_.book().head().name;
  }
  if (parts_.ahead != nullptr) parts_.ahead->forget(name, false);
  std::filesystem::remove_all(folder());
}

std::optional<SeatState> ScanSeat::atRest() const {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  const bool rests = lock && (state_ == SeatState::kIdle || state_ == SeatState::kTaken);
  return rests ? std::optional(state_) : std::nullopt;
}

void ScanSeat::settle() {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) return;
  auto thread = std::move(thread_);
  lock.unlock();
  thread.join();
}

}  // namespace sohoa::pipeline
