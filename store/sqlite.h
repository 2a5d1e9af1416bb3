#pragma once

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/file.h"
#include "core/unique_handle.h"
#include "store/location.h"
#include "store/sql.h"

// Private to store/: the only header that shows sqlite3.h.
namespace sohoa::store::sqlite {

using StatementHandle = core::UniqueHandle<sqlite3_stmt, &sqlite3_finalize>;

// One SQLite file: WAL, on the disk when a commit returns, foreign keys on. Or the same in memory.
// Statements stay prepared for their next run.
class Database final : public sql::Connection {
 public:
  // Opens or makes the file. Nothing is written to a file that is not a database. Other writers are
  // waited for as long as `busy_timeout`, then kStoreBusy.
  Database(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout);
  Database(const Memory& place, std::chrono::milliseconds busy_timeout);

  [[nodiscard]] const sql::Dialect& dialect() const override { return sql::kSqliteDialect; }
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::unique_ptr<sql::Cursor> prepare(std::string_view sql) override;
  void execute(const std::string& script) override;
  void begin(Access access) override;  // BEGIN IMMEDIATE for writing
  void commit() override;
  void awaitDisk() override;
  void rollback() noexcept override;
  void passAlone(const std::string&) override {}  // whoever writes is alone
  void holdTables(const std::string&) override {}
  void wiping(const std::function<void()>& changes) override;
  [[nodiscard]] std::int64_t lastNumber(const std::string& table,
                                        const std::string& column) override;
  void goOnBehind(const std::string& table, const std::string& column,
                  std::int64_t number) override;
  [[nodiscard]] std::vector<std::string> damage() override;

  // Switches to the write-ahead log; also while other processes do the same. In memory there is
  // none.
  void useWriteAheadLog();

 private:
  friend class Run;
  // Whether its numbers are remembered when their rows are gone.
  [[nodiscard]] bool countsForGood(const std::string& table);
  void open(const char* file, int flags);
  void openLog();
  void put(std::string_view sql, StatementHandle statement);  // back, for the next run
  [[noreturn]] void fail(int result) const;

  std::string name_;
  std::chrono::milliseconds busy_timeout_;
  bool in_memory_ = false;
  bool to_disk_ = false;  // the open transaction waits for the disk
  core::Fd log_;          // of the write-ahead log, once there is one
  core::UniqueHandle<sqlite3, &sqlite3_close_v2> handle_;
  std::multimap<std::string, StatementHandle, std::less<>> idle_;
};

}  // namespace sohoa::store::sqlite
