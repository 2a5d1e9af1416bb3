#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>

#include "core/ports/copy_catalogue.h"

namespace sohoa::store {

namespace sqlite {
class Database;
}

// The catalogue in one SQLite file with an FTS5 index. Threads take turns at one connection. Not to
// be carried across fork().
class SqliteCatalogue final : public core::CopyCatalogue {
 public:
  struct Options {
    std::chrono::milliseconds busy_timeout{10000};
  };

  // Opens the file, makes it when absent, and migrates it; errors as for SqliteWorkStore.
  explicit SqliteCatalogue(const std::filesystem::path& path) : SqliteCatalogue(path, Options()) {}
  SqliteCatalogue(const std::filesystem::path& path, Options options);
  ~SqliteCatalogue() override;

  core::DeliveryReceipt add(const core::SignedCopy& copy, core::Timestamp accepted) override;
  [[nodiscard]] std::optional<core::DeliveryReceipt> receipt(
      const std::string& copy_id) const override;
  [[nodiscard]] std::optional<core::SearchHit> find(const std::string& copy_id) const override;
  [[nodiscard]] core::SearchPage search(const core::SearchQuery& query) const override;
  [[nodiscard]] std::optional<std::string> text(const std::string& copy_id) const override;
  [[nodiscard]] Changes changes(std::int64_t after,
                                const std::optional<std::vector<std::string>>& units,
                                int limit) const override;
  void forEach(const std::function<void(const core::DeliveryReceipt&)>& visit) const override;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace sohoa::store
