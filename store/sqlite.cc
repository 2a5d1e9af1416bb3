#include "store/sqlite.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <thread>

#include "core/fault.h"
#include "core/file.h"
#include "store/errors.h"

namespace sohoa::store::sqlite {
namespace {

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

// SQLite would make the file readable by everyone; texts of papers are in it.
void makeFile(const std::filesystem::path& path) {
  const core::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd) core::throwSystemError(path, errno);
}

}  // namespace

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        &statement, nullptr);
  handle_.reset(statement);
  if (result != SQLITE_OK) database.fail(result);
}

bool Statement::step() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_->fail(result);
  return false;
}

void Statement::bindAt(int index, std::int64_t value) {
  if (const int r = sqlite3_bind_int64(handle_.get(), index, value); r != SQLITE_OK) {
    database_->fail(r);
  }
}

void Statement::bindAt(int index, std::string_view value) {
  const int r = sqlite3_bind_text64(handle_.get(), index, value.empty() ? "" : value.data(),
                                    value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (r != SQLITE_OK) database_->fail(r);
}

void Statement::bindAt(int index, const core::Sha256& value) {
  const int r = sqlite3_bind_blob64(handle_.get(), index, value.bytes().data(),
                                    value.bytes().size(), SQLITE_TRANSIENT);
  if (r != SQLITE_OK) database_->fail(r);
}

void Statement::bindAt(int index, core::Timestamp value) {
  bindAt(index, std::int64_t{value.time_since_epoch().count()});
}

void Statement::bindNull(int index) {
  if (const int r = sqlite3_bind_null(handle_.get(), index); r != SQLITE_OK) database_->fail(r);
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

core::Sha256 Statement::digest(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
  if (bytes == nullptr ||
      sqlite3_column_bytes(handle_.get(), column) != static_cast<int>(core::Sha256::kSize)) {
    throw core::Error(kDamaged, {.detail = "a digest does not have 32 bytes"});
  }
  std::array<std::uint8_t, core::Sha256::kSize> value{};
  std::copy_n(bytes, value.size(), value.begin());
  return core::Sha256(value);
}

std::optional<core::Sha256> Statement::optionalDigest(int column) const {
  if (isNull(column)) return std::nullopt;
  return digest(column);
}

core::Timestamp Statement::time(int column) const {
  return core::Timestamp(std::chrono::milliseconds(integer(column)));
}

Database::Database(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout)
    : name_(path.string()), busy_timeout_(busy_timeout) {
  makeFile(path);
  sqlite3* raw = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(raw);
  if (result != SQLITE_OK) fail(result);
  sqlite3_busy_timeout(raw, static_cast<int>(busy_timeout.count()));
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;");
}

void Database::execute(const std::string& sql) {
  const int result = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

void Database::useWriteAheadLog() {
  // The switch needs the file alone and does not call the busy handler.
  const auto give_up = std::chrono::steady_clock::now() + busy_timeout_;
  for (;;) {
    try {
      Statement statement(*this, "PRAGMA journal_mode = WAL");
      if (statement.step() && statement.text(0) == "wal") return;
      throw core::Error(core::kIo, {.file = name_, .detail = "no write-ahead log on this disk"});
    } catch (const core::Error& error) {
      if (error.code() != core::kStoreBusy || std::chrono::steady_clock::now() >= give_up) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void Database::fail(int result) const {
  if ((result & 0xFF) == SQLITE_NOMEM) throw std::bad_alloc();
  std::string detail = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(result);
  throw core::Error(codeFor(result),
                    {.file = name_, .detail = detail + " (" + std::to_string(result) + ")"});
}

void Database::failAt(std::string_view point) const { core::failAt(point, name_); }

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  if (kind == Kind::kWrite) database.failAt("store.begin");
  database.execute(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // Some errors roll back by themselves; then this one fails, and that is fine.
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.failAt("store.commit");
  database_.execute("COMMIT");
  open_ = false;
  core::crashPoint("store.committed");
}

}  // namespace sohoa::store::sqlite
