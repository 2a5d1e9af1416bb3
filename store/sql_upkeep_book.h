#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/ports/upkeep_book.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// In the same place as SqlWorkStore, over a connection of its own. Threads take turns at it.
class SqlUpkeepBook final : public core::UpkeepBook {
 public:
  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlUpkeepBook(const Location& location);
  ~SqlUpkeepBook() override;

  void takeStock(const std::vector<core::Sha256>& others, core::Timestamp now) override;
  [[nodiscard]] std::vector<Checked> due(core::Timestamp before, int limit) override;
  void recordCheck(const core::Sha256& id, core::BlobState state, bool repaired,
                   core::Timestamp now) override;
  [[nodiscard]] Stock stock() override;
  [[nodiscard]] std::vector<core::Sha256> toRemove() override;
  void recordRemoved(const core::Sha256& id, core::Timestamp now) override;
  [[nodiscard]] bool named(const core::Sha256& id) override;
  void recordKept(const core::Sha256& id) override;
  [[nodiscard]] LetGo letGoAfter(std::int64_t number) override;
  void dispose(const std::string& copy_id, const core::Sha256& content,
               core::Timestamp removed) override;
  [[nodiscard]] std::optional<Anchor> anchor(const std::string& record) override;
  void setAnchor(const std::string& record, const Anchor& anchor, core::Timestamp now) override;

 private:
  // Within an open transaction.
  void disposeDocument(std::int64_t document, std::int64_t master, core::Timestamp now);

  std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store
