#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include "core/ports/access_book.h"
#include "store/location.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// The access book in one SQLite file or a PostgreSQL schema, whose triggers refuse to change what
// was logged. Threads take turns at one connection. Not to be carried across fork().
class SqlAccessBook final : public core::AccessBook {
 public:
  struct Options {
    std::chrono::milliseconds busy_timeout{10000};
  };

  // Opens the place, makes it when absent, and migrates it; errors as for SqlWorkStore.
  explicit SqlAccessBook(const Location& location) : SqlAccessBook(location, Options()) {}
  SqlAccessBook(const Location& location, Options options);
  ~SqlAccessBook() override;

  void addClient(const core::ApiClient& client) override;
  core::ApiClient changeClient(const std::string& id,
                               const std::function<void(core::ApiClient&)>& change) override;
  [[nodiscard]] std::optional<core::ApiClient> client(const std::string& id) const override;
  [[nodiscard]] std::vector<core::ApiClient> clients() const override;
  [[nodiscard]] std::optional<Remembered> remembered(const std::string& client,
                                                     const std::string& key) const override;
  void remember(const std::string& client, const std::string& key, const Remembered& request,
                core::Timestamp now) override;
  void log(const std::vector<core::AccessEntry>& entries) override;
  [[nodiscard]] std::vector<core::LoggedAccess> logged(const LogQuery& query) const override;
  [[nodiscard]] std::string logProblem() const override;
  core::Reuse recordReuse(const core::Reuse& reuse) override;
  [[nodiscard]] std::vector<NumberedReuse> reuses(const ReuseQuery& query) const override;

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace sohoa::store
