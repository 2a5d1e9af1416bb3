#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/scan_order.h"
#include "core/ports/scanner.h"
#include "pipeline/scan_session.h"
#include "pipeline/sheet_feed.h"

namespace sohoa::cli {

// The operator's side of a scan: feeds sheets into a session, tells what is wrong with a page at
// once, and when the scanner stops asks the person at the terminal, or waits, or gives up.
class ScanDesk {
 public:
  // All outlive the desk.
  ScanDesk(Context& context, const ScanOrder& order, pipeline::ScanSession& session,
           const core::ScanRequest& request);

  // Scans until everything asked for is there or the person says so (nothing), or until the scanner
  // stops for good (why). A stop signal ends it between two sheets.
  [[nodiscard]] std::optional<core::Error> run();

  [[nodiscard]] const std::optional<core::ScanSetup>& setup() const { return setup_; }

 private:
  enum class Next { kAgain, kFinish, kGiveUp };
  [[nodiscard]] std::optional<int> sidesWanted() const;
  [[nodiscard]] pipeline::FeedOrder feedOrder() const;
  void warnOfSecondImages(int sheet) const;
  [[nodiscard]] std::optional<core::Error> feed();
  void open();
  [[nodiscard]] Next afterStop(const core::Error& why);
  [[nodiscard]] Next ask(const core::Error& why);
  [[nodiscard]] bool wait();
  [[nodiscard]] bool nextOnGlass();
  void tell(const pipeline::SessionPage& page, int number);

  Context& context_;
  const ScanOrder& order_;
  pipeline::ScanSession& session_;
  const core::ScanRequest& request_;
  std::optional<int> wanted_;  // sides; nothing: what lies in the tray
  pipeline::SheetFeed sheets_;
  std::unique_ptr<core::Scanner> scanner_;
  std::unique_ptr<core::PaperFeed> feed_;
  std::optional<core::ScanSetup> setup_;
  std::chrono::steady_clock::time_point last_page_ = std::chrono::steady_clock::now();
  std::string told_;  // the stop told last, so that waiting says it once
};

}  // namespace sohoa::cli
