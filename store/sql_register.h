#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/ports/certification_register.h"
#include "store/copy_id.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// The certification register in one SQLite file of its own, so that it can be kept and handed over
// as the paper book was, or in a schema of its own of a PostgreSQL database. The database's
// triggers refuse gaps, changes of closed entries and deletions, whoever writes.
class SqlRegister final : public core::CertificationRegister {
 public:
  struct Options {
    std::chrono::milliseconds busy_timeout{10000};
    std::function<std::string()> new_copy_id = randomCopyId;
  };

  // Opens the place, makes it when absent, and migrates it. Throws as SqlWorkStore does.
  explicit SqlRegister(const Location& location) : SqlRegister(location, Options()) {}
  SqlRegister(const Location& location, Options options);
  ~SqlRegister() override;

  core::RegisterEntry open(const std::string& unit, const std::string& source,
                           core::Timestamp now) override;
  void issue(const core::RegisterEntry& entry, core::Timestamp now) override;
  void cancel(const std::string& unit, int year, int number, const std::string& reason,
              core::Timestamp now) override;
  [[nodiscard]] std::vector<core::RegisterEntry> ofSource(const std::string& source) const override;
  [[nodiscard]] std::optional<core::RegisterEntry> ofCopy(
      const std::string& copy_id) const override;
  [[nodiscard]] std::vector<core::RegisterEntry> list(const std::string& unit,
                                                      int year) const override;
  [[nodiscard]] std::vector<core::RegisterEntry> all() const override;

 private:
  // The entry, within an open transaction and locked; throws Error(kNoSuchItem).
  [[nodiscard]] core::RegisterEntry entry(const std::string& unit, int year, int number);

  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
  Options options_;
};

}  // namespace sohoa::store
