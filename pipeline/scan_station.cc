#include "pipeline/scan_station.h"

#include <algorithm>
#include <exception>
#include <tuple>

#include "pipeline/errors.h"
#include "pipeline/session_intake.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;
using core::Error;

constexpr std::chrono::minutes kLetGo{15};
// Slips are printed again, and lost answers asked for again, within this time.
constexpr std::chrono::hours kStays{24 * 7};

bool isPlain(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
         name.size() < 200;
}

}  // namespace

ScanStation::ScanStation(const StationParts& parts, fs::path folder,
                         std::map<std::string, core::ScanRequest> profiles)
    : parts_(parts), folder_(std::move(folder)), profiles_(std::move(profiles)) {}

std::vector<core::ScannerInfo> ScanStation::devices() const { return parts_.scanner()->devices(); }

std::string ScanStation::begin(const core::ScanRequest& request, const core::Queue& queue,
                               const std::string& case_id) {
  const auto name = newSessionName(parts_.clock);
  auto seat = std::make_shared<ScanSeat>(
      ScanSession::begin(folder_ / name, {name, parts_.clock.now(), request, queue, case_id},
                         parts_.images, parts_.clock),
      parts_, claims_);
  std::vector<std::string> gone;
  {
    const std::lock_guard lock(mutex_);
    gone = letGo();
    seats_[name] = {std::move(seat), parts_.clock.now()};
  }
  forget(gone);
  return name;
}

std::shared_ptr<ScanSeat> ScanStation::seat(const std::string& name) {
  if (!isPlain(name)) throw Error(kNoSession, {});
  std::unique_lock lock(mutex_);
  taken_up_.wait(lock, [&] { return !taking_up_.contains(name); });
  if (const auto found = seats_.find(name); found != seats_.end()) {
    found->second.asked = parts_.clock.now();
    return found->second.seat;
  }
  const auto gone = letGo();
  taking_up_.insert(name);
  lock.unlock();
  std::shared_ptr<ScanSeat> seat;
  std::exception_ptr why;
  try {
    forget(gone);
    auto session = ScanSession::resume(folder_ / name, parts_.images, parts_.clock);
    seat = std::make_shared<ScanSeat>(std::move(session), parts_, claims_);
  } catch (...) {
    why = std::current_exception();
  }
  lock.lock();
  taking_up_.erase(name);
  if (seat) seats_[name] = Held{seat, parts_.clock.now()};
  taken_up_.notify_all();
  if (why) std::rethrow_exception(why);
  return seat;
}

std::vector<SessionHead> ScanStation::open() {
  std::vector<SessionHead> heads;
  std::set<std::string> there;
  std::error_code error;
  for (fs::directory_iterator each(folder_, error), end; !error && each != end;
       each.increment(error)) {
    const auto name = each->path().filename().string();
    there.insert(name);
    {
      const std::lock_guard lock(mutex_);
      const auto over = over_.find(name);
      if (over != over_.end() && parts_.clock.now() < over->second) continue;
    }
    const auto book = readSession(each->path());
    if (!book || !book->begun()) continue;
    if (book->batch() || book->dropped()) {
      sweep(name, *book);
    } else {
      heads.push_back(book->head());
    }
  }
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(over_, [&](const auto& over) { return !there.contains(over.first); });
  }
  std::sort(heads.begin(), heads.end(), [](const auto& one, const auto& other) {
    return std::tie(one.started, one.name) > std::tie(other.started, other.name);
  });
  return heads;
}

void ScanStation::sweep(const std::string& name, const SessionBook& book) {
  const auto now = parts_.clock.now();
  auto next = now + kLetGo;  // somebody has it
  if (!book.dropped()) next = std::max(next, book.takenAt().value_or(now) + kStays);
  try {
    if (!book.dropped() && book.kept() && hasPictures(folder_ / name)) {
      next = core::Timestamp::max();
    } else if (book.dropped() || book.takenAt().value_or(now) + kStays <= now) {
      if (removeSession(folder_ / name)) {
        forget({name});
        const std::lock_guard lock(mutex_);
        over_.erase(name);
        return;
      }
    }
  } catch (const std::exception&) {  // looked at again
  }
  const std::lock_guard lock(mutex_);
  over_[name] = next;
}

void ScanStation::abandon(const std::string& name, int pages) {
  seat(name)->abandon(pages);
  const std::lock_guard lock(mutex_);
  seats_.erase(name);
}

int ScanStation::pagesOf(const fs::path& file) const { return parts_.count_pages(file); }

std::vector<std::string> ScanStation::letGo() {
  const auto now = parts_.clock.now();
  std::vector<std::string> gone;
  std::erase_if(seats_, [&](const auto& held) {
    if (held.second.seat.use_count() > 1 || now - held.second.asked <= kLetGo) return false;
    const auto state = held.second.seat->atRest();
    if (!state) return false;
    // Of pages that were put aside; all others have been worked on.
    if (*state == SeatState::kTaken) gone.push_back(held.first);
    return true;
  });
  return gone;
}

void ScanStation::forget(const std::vector<std::string>& sessions) {
  if (parts_.ahead == nullptr) return;
  for (const auto& name : sessions) parts_.ahead->forget(name, false);
}

}  // namespace sohoa::pipeline
