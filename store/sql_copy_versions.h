#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/copy_versions.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// Versions in one SQLite file or a PostgreSQL schema, whose triggers refuse to change them. Threads
// take turns at one connection. Not to be carried across fork().
class SqlCopyVersions final : public core::CopyVersions {
 public:
  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore.
  explicit SqlCopyVersions(const Location& location,
                           std::chrono::milliseconds busy_timeout = std::chrono::seconds(10));
  ~SqlCopyVersions() override;

  core::CopyVersion add(core::CopyVersion version) override;
  [[nodiscard]] std::vector<core::CopyVersion> of(const std::string& copy) const override;
  [[nodiscard]] Changes changes(std::int64_t after, int limit) const override;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store
