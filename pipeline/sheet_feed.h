#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/ports/scanner.h"
#include "pipeline/scan_session.h"

namespace sohoa::pipeline {

struct FeedOrder {
  std::optional<int> pages;  // sides to feed; nothing: until the scanner stops
  SheetPlace place;
};

// Feeds sheets from a scanner into a session, one after the other: the next is asked for only when
// every side of the one before is on disk and in the manifest.
class SheetFeed {
 public:
  // All outlive the feed. `on_page` is told of each side with its number in the case file, counted
  // from 1.
  using OnPage = std::function<void(const SessionPage& page, int number)>;
  // `guard` is held whenever the session is touched, also while on_page is told, but not while the
  // scanner works.
  SheetFeed(ScanSession& session, FeedOrder order, OnPage on_page, std::mutex* guard = nullptr);

  // Feeds until the order is carried out or `stop` is set between two sheets (nothing), or the
  // scanner stops (why). A sheet that was not taken whole does not count and is fed again by the
  // next run. Throws Error when the session cannot be written.
  [[nodiscard]] std::optional<core::Error> run(core::PaperFeed& feed, int sides,
                                               const std::atomic<bool>& stop);

  [[nodiscard]] bool done() const { return order_.pages && fed_ >= *order_.pages; }
  // More sides than ordered at first.
  void allow(int more) { order_.pages = order_.pages.value_or(fed_) + more; }
  [[nodiscard]] int fed() const { return fed_; }

 private:
  [[nodiscard]] std::optional<core::Error> feedSheet(core::PaperFeed& feed, int sides);
  [[nodiscard]] std::unique_lock<std::mutex> locked() const;
  void tell(const std::vector<SessionPage>& pages) const;

  ScanSession& session_;
  FeedOrder order_;
  OnPage on_page_;
  std::mutex* guard_;
  int fed_ = 0;
};

}  // namespace sohoa::pipeline
