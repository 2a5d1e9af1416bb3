#include "store/sqlite.h"

#include <fcntl.h>

#include <cerrno>
#include <mutex>
#include <new>
#include <thread>

#include "core/digest.h"
#include "core/file.h"
#include "store/errors.h"

namespace sohoa::store::sqlite {
namespace {

// More statements than any part of the store has; a bound for those that are made up of pieces.
constexpr std::size_t kMostIdle = 200;

constexpr const char* kLog = "-wal";

const core::ErrorCode& codeFor(int result) {
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return core::kStoreBusy;
    case SQLITE_FULL:
      return core::kDiskFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return kDamaged;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return core::kIo;
    default:
      return core::kInternal;
  }
}

// SQLite would make the file readable by everyone; texts of papers are in it. One that is there is
// not opened: closing any handle of it ends the locks (POSIX) that this process's other connections
// hold on it, and another process would then take the log away from under them.
void makeFile(const std::filesystem::path& path) {
  static std::mutex alone;  // until the handle is closed, no other thread connects
  const std::lock_guard lock(alone);
  const core::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!fd && errno != EEXIST) core::throwSystemError(path, errno);
}

}  // namespace

class Run final : public sql::Cursor {
 public:
  Run(Database& database, std::string_view sql, StatementHandle statement)
      : database_(database), sql_(sql), handle_(std::move(statement)) {}
  ~Run() override {
    sqlite3_reset(handle_.get());
    sqlite3_clear_bindings(handle_.get());
    database_.put(sql_, std::move(handle_));
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void bind(std::span<const sql::Parameter> parameters) override {
    int index = 0;
    for (const auto& parameter : parameters) check(bindAt(++index, parameter));
  }

  bool step() override {
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) database_.fail(result);
    // A change outside a transaction is one of its own.
    const bool changes = sqlite3_stmt_readonly(handle_.get()) == 0;
    if (changes && sqlite3_get_autocommit(database_.handle_.get()) != 0) database_.awaitDisk();
    return false;
  }
  [[nodiscard]] int changes() const override { return sqlite3_changes(database_.handle_.get()); }

  [[nodiscard]] bool isNull(int column) const override {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const override {
    return sqlite3_column_int64(handle_.get(), column);
  }
  [[nodiscard]] std::string_view text(int column) const override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
  }
  [[nodiscard]] std::string bytes(int column) const override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
  }

 private:
  int bindAt(int index, const sql::Parameter& value) {
    auto* statement = handle_.get();
    if (value.is_null) return sqlite3_bind_null(statement, index);
    const char* bytes = value.bytes.empty() ? "" : value.bytes.data();
    switch (value.type) {
      case sql::Parameter::Type::kInteger:
        return sqlite3_bind_int64(statement, index, value.integer);
      case sql::Parameter::Type::kText:
        return sqlite3_bind_text64(statement, index, bytes, value.bytes.size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
      case sql::Parameter::Type::kBytes:
        return sqlite3_bind_blob64(statement, index, bytes, value.bytes.size(), SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
  }
  void check(int result) const {
    if (result != SQLITE_OK) database_.fail(result);
  }

  Database& database_;
  std::string sql_;
  StatementHandle handle_;
};

Database::Database(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout)
    : name_(path.string()), busy_timeout_(busy_timeout) {
  makeFile(path);
  open(path.c_str(), 0);
}

// The slash is what makes memdb share it among connections.
Database::Database(const Memory& place, std::chrono::milliseconds busy_timeout)
    : name_("file:/" + core::sha256(place.name).hex() + "?vfs=memdb"),
      busy_timeout_(busy_timeout),
      in_memory_(true) {
  open(name_.c_str(), SQLITE_OPEN_URI | SQLITE_OPEN_CREATE);
}

void Database::open(const char* file, int flags) {
  sqlite3* raw = nullptr;
  const int result =
      sqlite3_open_v2(file, &raw, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(raw);
  if (result != SQLITE_OK) fail(result);
  sqlite3_busy_timeout(raw, static_cast<int>(busy_timeout_.count()));
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
}

std::unique_ptr<sql::Cursor> Database::prepare(std::string_view sql) {
  StatementHandle handle;
  if (const auto idle = idle_.find(sql); idle != idle_.end()) {
    handle = std::move(idle->second);
    idle_.erase(idle);
  } else {
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    handle.reset(statement);
    if (result != SQLITE_OK) fail(result);
  }
  return std::make_unique<Run>(*this, sql, std::move(handle));
}

void Database::put(std::string_view sql, StatementHandle statement) {
  if (idle_.size() < kMostIdle) idle_.emplace(sql, std::move(statement));
}

void Database::execute(const std::string& script) {
  const int result = sqlite3_exec(handle_.get(), script.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

void Database::begin(Access access) {
  if (access == Access::kRead) {
    run("BEGIN");
    return;
  }
  to_disk_ = access == Access::kWrite;
  run("BEGIN IMMEDIATE");
}

void Database::commit() {
  run("COMMIT");
  if (to_disk_) awaitDisk();
  to_disk_ = false;
}

// SQLite would wait for the disk while it holds the lock of all writers. Here others write
// meanwhile, and what several of them wait for goes to the disk at once.
void Database::awaitDisk() {
  if (log_ && ::fdatasync(log_.get()) != 0) core::throwSystemError(name_ + kLog, errno);
}

void Database::rollback() noexcept {
  to_disk_ = false;
  // Some errors roll back by themselves; then this one fails, and that is fine.
  sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Database::countsForGood(const std::string& table) {
  return value("SELECT count(*) FROM sqlite_master WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'",
               table) != 0;
}

std::int64_t Database::lastNumber(const std::string& table, const std::string&) {
  return countsForGood(table) ? value("SELECT seq FROM sqlite_sequence WHERE name = ?", table) : 0;
}

void Database::goOnBehind(const std::string& table, const std::string&, std::int64_t number) {
  if (!countsForGood(table)) return;
  run("DELETE FROM sqlite_sequence WHERE name = ?", table);
  run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, number);
}

// From here on this connection overwrites what it frees. The log has pages of before until it is
// emptied; who reads it is waited for like any writer.
void Database::wiping(const std::function<void()>& changes) {
  execute("PRAGMA secure_delete = ON");
  changes();
  if (log_) execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

std::vector<std::string> Database::damage() {
  std::vector<std::string> findings;
  sql::Statement pages(*this, "PRAGMA integrity_check");
  while (pages.step()) {
    if (pages.text(0) != "ok") findings.push_back("database file: " + pages.text(0));
  }
  sql::Statement keys(*this, "PRAGMA foreign_key_check");
  while (keys.step()) {
    findings.push_back(keys.text(0) + " row " + keys.text(1) + " points at a missing row of " +
                       keys.text(2));
  }
  return findings;
}

void Database::useWriteAheadLog() {
  if (in_memory_) return;
  // The switch needs the file alone and does not call the busy handler.
  const auto give_up = std::chrono::steady_clock::now() + busy_timeout_;
  for (;;) {
    try {
      sql::Statement statement(*this, "PRAGMA journal_mode = WAL");
      if (statement.step() && statement.text(0) == "wal") break;
      throw core::Error(core::kIo, {.file = name_, .detail = "no write-ahead log on this disk"});
    } catch (const core::Error& error) {
      if (error.code() != core::kStoreBusy || std::chrono::steady_clock::now() >= give_up) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  openLog();
}

// SQLite keeps the log as long as anybody has the file open, and locks it by other files: a handle
// of our own is in nobody's way.
void Database::openLog() {
  static_cast<void>(value("SELECT count(*) FROM sqlite_master"));  // makes it
  log_ = core::Fd(::open((name_ + kLog).c_str(), O_RDWR | O_CLOEXEC));
  if (!log_) core::throwSystemError(name_ + kLog, errno);
  execute("PRAGMA synchronous = NORMAL");
}

void Database::fail(int result) const {
  if ((result & 0xFF) == SQLITE_NOMEM) throw std::bad_alloc();
  std::string detail = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(result);
  throw core::Error(codeFor(result),
                    {.file = name_, .detail = detail + " (" + std::to_string(result) + ")"});
}

}  // namespace sohoa::store::sqlite
