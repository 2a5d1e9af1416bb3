#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "pipeline/scan_seat.h"

namespace sohoa::pipeline {

// The scan sessions of this computer, and its scanners. A session that is asked for is taken up
// from its folder, so that none is lost when the program ends; one that nobody has asked for in a
// while is let go, so that other programs can go on with it. Safe for several threads.
class ScanStation {
 public:
  // `profiles`: ready settings of scanners, by name; "" are the standard ones.
  ScanStation(const StationParts& parts, std::filesystem::path folder,
              std::map<std::string, core::ScanRequest> profiles);

  // Throws Error of core/ports/scanner_errors.h. Takes seconds where scanners are in the network.
  [[nodiscard]] std::vector<core::ScannerInfo> devices() const;
  [[nodiscard]] const std::map<std::string, core::ScanRequest>& profiles() const {
    return profiles_;
  }

  // Its name.
  [[nodiscard]] std::string begin(const core::ScanRequest& request, const core::Queue& queue,
                                  const std::string& case_id);
  // Throws Error(kNoSession), Error(kSessionBusy) when another program has it.
  [[nodiscard]] std::shared_ptr<ScanSeat> seat(const std::string& name);
  // Heads of the sessions that are not taken in yet, newest first. Removes what is left of those
  // that were thrown away, or taken in a week ago with nothing kept.
  [[nodiscard]] std::vector<SessionHead> open();
  // Nothing of the session is kept. Throws as ScanSeat::abandon.
  void abandon(const std::string& name, int pages);
  // Of a file that is to lie beside the sheets. Throws what keeps it from being read.
  [[nodiscard]] int pagesOf(const std::filesystem::path& file) const;

 private:
  // Under mutex_, as is whatever nobody has to wait for; these are to be forgotten without it.
  [[nodiscard]] std::vector<std::string> letGo();
  void forget(const std::vector<std::string>& sessions);
  // Removes the session if it is time; `book`: its own.
  void sweep(const std::string& name, const SessionBook& book);

  StationParts parts_;
  std::filesystem::path folder_;
  std::map<std::string, core::ScanRequest> profiles_;
  ScannerClaims claims_;
  std::mutex mutex_;
  std::condition_variable taken_up_;
  std::set<std::string> taking_up_;  // from their folders, right now
  // Sessions that are over, and when to look at them again.
  std::map<std::string, core::Timestamp> over_;
  struct Held {
    std::shared_ptr<ScanSeat> seat;
    core::Timestamp asked;
  };
  std::map<std::string, Held> seats_;
};

}  // namespace sohoa::pipeline
