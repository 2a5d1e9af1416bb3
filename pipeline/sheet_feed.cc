#include "pipeline/sheet_feed.h"

#include <algorithm>

#include "core/ports/scanner_errors.h"

namespace sohoa::pipeline {

using core::Error;

SheetFeed::SheetFeed(ScanSession& session, FeedOrder order, OnPage on_page, std::mutex* guard)
    : session_(session), order_(std::move(order)), on_page_(std::move(on_page)), guard_(guard) {}

std::unique_lock<std::mutex> SheetFeed::locked() const {
  return guard_ != nullptr ? std::unique_lock(*guard_) : std::unique_lock<std::mutex>();
}

std::optional<Error> SheetFeed::run(core::PaperFeed& feed, int sides,
                                    const std::atomic<bool>& stop) {
  while (!done() && !stop) {
    if (auto why = feedSheet(feed, sides)) return why;
  }
  return {};
}

std::optional<Error> SheetFeed::feedSheet(core::PaperFeed& feed, int sides) {
  auto lock = locked();
  const int sheet = session_.beginSheet(sides, order_.place);
  std::vector<SessionPage> pages;
  for (int side = 0; side < sides; ++side) {
    if (lock) lock.unlock();
    auto why = feed.next(ScanSession::fileFor(sheet, side)).stop;
    lock = locked();
    // A sheet has a back: the tray ran empty because the device gives fronts only.
    if (why && side > 0 && why->code() == core::kScannerEmpty) {
      why = Error(core::kScannerNoBack, why->context());
    }
    if (!why) {
      try {
        pages.push_back(session_.addSide(sheet, side));
        continue;
      } catch (const Error& error) {
        why = error;
      }
    }
    session_.stopSheet(*why);
    return why;
  }
  fed_ += sides;
  // Sheets put in after another one follow each other; a sheet is replaced once.
  if (order_.place.after) order_.place.after = sheet;
  if (order_.place.replaces || order_.place.bares) order_.place = {};
  tell(pages);
  return {};
}

void SheetFeed::tell(const std::vector<SessionPage>& pages) const {
  const auto all = session_.book().pages();
  for (const auto& page : pages) {
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const auto& each) { return each.file == page.file; });
    on_page_(page, static_cast<int>(at - all.begin()) + 1);
  }
}

}  // namespace sohoa::pipeline
