#include "pipeline/scan_station.h"

#include <algorithm>

#include "pipeline/errors.h"
#include "pipeline/session_intake.h"

namespace sohoa::pipeline {
namespace {

namespace fs = std::filesystem;
using core::Error;

constexpr std::chrono::minutes kLetGo{15};

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
  auto session =
      ScanSession::begin(folder_ / name, {name, parts_.clock.now(), request, queue, case_id},
                         parts_.images, parts_.clock);
  const std::lock_guard lock(mutex_);
  letGo();
  seats_[name] = {std::make_shared<ScanSeat>(std::move(session), parts_, claims_),
                  parts_.clock.now()};
  return name;
}

std::shared_ptr<ScanSeat> ScanStation::seat(const std::string& name) {
  if (!isPlain(name)) throw Error(kNoSession, {});
  const std::lock_guard lock(mutex_);
  auto found = seats_.find(name);
  if (found == seats_.end()) {
    letGo();
    auto seat = std::make_shared<ScanSeat>(
        ScanSession::resume(folder_ / name, parts_.images, parts_.clock), parts_, claims_);
    found = seats_.emplace(name, Held{std::move(seat), {}}).first;
  }
  found->second.asked = parts_.clock.now();
  return found->second.seat;
}

std::vector<SessionHead> ScanStation::open() const {
  std::vector<SessionHead> heads;
  std::error_code error;
  for (fs::directory_iterator each(folder_, error), end; !error && each != end;
       each.increment(error)) {
    const auto book = readSession(each->path());
    if (book && book->begun() && !book->batch()) heads.push_back(book->head());
  }
  std::sort(heads.begin(), heads.end(),
            [](const auto& one, const auto& other) { return one.started > other.started; });
  return heads;
}

void ScanStation::abandon(const std::string& name, int pages) {
  seat(name)->abandon(pages);
  const std::lock_guard lock(mutex_);
  seats_.erase(name);
}

int ScanStation::pagesOf(const fs::path& file) const { return parts_.count_pages(file); }

void ScanStation::letGo() {
  const auto now = parts_.clock.now();
  std::erase_if(seats_, [&](const auto& held) {
    const auto state = held.second.seat->view().state;
    const bool at_rest = state == SeatState::kIdle || state == SeatState::kTaken;
    if (!at_rest || held.second.seat.use_count() > 1 || now - held.second.asked <= kLetGo) {
      return false;
    }
    // Of pages that were put aside; all others have been worked on.
    if (state == SeatState::kTaken && parts_.ahead != nullptr) {
      parts_.ahead->forget(held.first, false);
    }
    return true;
  });
}

}  // namespace sohoa::pipeline
