#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/copy_catalogue.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}
class WordIndex;

// The catalogue in one SQLite file with an FTS5 index, or in a PostgreSQL database with tsvector
// columns under GIN indexes. Threads take turns at one connection. Not to be carried across fork().
class SqlCatalogue final : public core::CopyCatalogue {
 public:
  struct Options {
    std::chrono::milliseconds busy_timeout{10000};
  };

  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore.
  explicit SqlCatalogue(const Location& location) : SqlCatalogue(location, Options()) {}
  SqlCatalogue(const Location& location, Options options);
  ~SqlCatalogue() override;

  core::DeliveryReceipt add(const core::SignedCopy& copy, core::Timestamp accepted) override;
  [[nodiscard]] std::optional<core::DeliveryReceipt> receipt(
      const std::string& copy_id) const override;
  [[nodiscard]] std::optional<core::SearchHit> find(const std::string& copy_id) const override;
  [[nodiscard]] core::SearchPage search(const core::SearchQuery& query) const override;
  [[nodiscard]] core::CopyFacets facets(const core::SearchQuery& query, int most) const override;
  [[nodiscard]] std::optional<std::string> text(const std::string& copy_id) const override;
  [[nodiscard]] Changes changes(std::int64_t after,
                                const std::optional<std::vector<std::string>>& units,
                                int limit) const override;
  void remove(const std::string& copy_id, const core::Removal& why, core::Timestamp now) override;
  [[nodiscard]] std::optional<core::Tombstone> tombstone(const std::string& copy_id) const override;
  [[nodiscard]] std::vector<core::Tombstone> tombstones(
      std::int64_t after, const std::optional<std::vector<std::string>>& units,
      int limit) const override;
  void hold(const std::string& copy_id, const std::string& reason, const std::string& person,
            core::Timestamp now) override;
  void release(const std::string& copy_id, const std::string& person, core::Timestamp now) override;
  [[nodiscard]] std::vector<core::CopyHold> holds() const override;
  [[nodiscard]] std::string incarnation() const override;
  void beginAnew() override;
  void forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const override;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
  const WordIndex& words_;
};

}  // namespace sohoa::store
