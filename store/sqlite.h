#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/digest.h"
#include "core/unique_handle.h"

// Private to store/: the only header that shows sqlite3.h.
namespace sohoa::store::sqlite {

class Database;

// A prepared statement. Belongs to the thread of its database and must die before it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  // Binds parameters 1, 2, ... in order. Text and digests are copied.
  template <class... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (bindAt(++index, values), ...);
    return *this;
  }

  // True: a row is there. False: done.
  bool step();

  [[nodiscard]] bool isNull(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] int number(int column) const { return static_cast<int>(integer(column)); }
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] core::Sha256 digest(int column) const;
  [[nodiscard]] std::optional<core::Sha256> optionalDigest(int column) const;
  [[nodiscard]] core::Timestamp time(int column) const;

 private:
  void bindAt(int index, std::int64_t value);
  void bindAt(int index, int value) { bindAt(index, std::int64_t{value}); }
  void bindAt(int index, std::uint64_t value) { bindAt(index, static_cast<std::int64_t>(value)); }
  void bindAt(int index, bool value) { bindAt(index, std::int64_t{value}); }
  void bindAt(int index, std::string_view value);
  void bindAt(int index, const std::string& value) { bindAt(index, std::string_view(value)); }
  void bindAt(int index, const char* value) { bindAt(index, std::string_view(value)); }
  void bindAt(int index, const core::Sha256& value);
  void bindAt(int index, core::Timestamp value);
  void bindNull(int index);
  template <class Value>
  void bindAt(int index, const std::optional<Value>& value) {
    if (value) {
      bindAt(index, *value);
    } else {
      bindNull(index);
    }
  }

  Database* database_;
  core::UniqueHandle<sqlite3_stmt, &sqlite3_finalize> handle_;
};

// One connection: WAL, synchronous=FULL, foreign keys on. One thread at a time; not to be carried
// across fork(). Failures become core::Error: busy is kStoreBusy, a full disk kDiskFull, damage
// store.damaged, all else that the disk does kIo.
class Database {
 public:
  // Opens or makes the file. Nothing is written to a file that is not a database.
  Database(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout);

  // Runs one or more statements without parameters or results.
  void execute(const std::string& sql);

  // Runs one statement to its end and returns how many rows it changed.
  template <class... Values>
  int run(std::string_view sql, const Values&... values) {
    Statement statement(*this, sql);
    statement.bind(values...);
    while (statement.step()) {
    }
    return sqlite3_changes(handle_.get());
  }

  // The first column of the first row; 0 when there is none.
  template <class... Values>
  [[nodiscard]] std::int64_t value(std::string_view sql, const Values&... values) {
    Statement statement(*this, sql);
    statement.bind(values...);
    return statement.step() ? statement.integer(0) : 0;
  }

  [[nodiscard]] std::int64_t lastInsertId() const {
    return sqlite3_last_insert_rowid(handle_.get());
  }
  // Switches to the write-ahead log; also while other processes do the same.
  void useWriteAheadLog();

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[noreturn]] void fail(int result) const;
  // A point of core/fault.h: fails as the disk would.
  void failAt(std::string_view point) const;

 private:
  std::string name_;
  std::chrono::milliseconds busy_timeout_;
  core::UniqueHandle<sqlite3, &sqlite3_close_v2> handle_;
};

// Rolls back at the end of its scope unless committed.
class Transaction {
 public:
  enum class Kind {
    kRead,   // one snapshot for several queries
    kWrite,  // BEGIN IMMEDIATE: waits for the write lock up front, so that it never fails half way
  };
  explicit Transaction(Database& database, Kind kind = Kind::kWrite);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace sohoa::store::sqlite
