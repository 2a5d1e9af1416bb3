#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "store/dialect.h"

// Private to store/: what the parts of the store say to a database, whichever engine it is. A
// statement has parameters ?1, ?2, ... or ? in order, of three sorts: integers of 64 bits, text and
// bytes; any of them may be NULL.
namespace sohoa::store::sql {

struct Parameter {
  enum class Type { kInteger, kText, kBytes };
  Type type = Type::kInteger;
  bool is_null = false;
  std::int64_t integer = 0;
  std::string_view bytes = {};  // text or bytes; copied when bound
};

// One run of a statement, as the engine does it. Dies before its connection.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual void bind(std::span<const Parameter> parameters) = 0;
  // True: a row is there. False: done.
  virtual bool step() = 0;
  // Rows that the statement inserted, changed or removed. After step() said no.
  [[nodiscard]] virtual int changes() const = 0;

  [[nodiscard]] virtual bool isNull(int column) const = 0;
  // 0 for NULL; 1 and 0 for truth values.
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  // Empty for NULL. Until the next step().
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
  [[nodiscard]] virtual std::string bytes(int column) const = 0;
};

// One connection, with at most one transaction open. One thread at a time; not to be carried across
// fork(). Failures become core::Error: kStoreBusy when a later attempt can succeed,
// store.unreachable when the server is away, kDiskFull, store.damaged, kIo.
class Connection {
 public:
  virtual ~Connection() = default;

  [[nodiscard]] virtual const Dialect& dialect() const = 0;
  // For messages: a file, or the server and the name of the database; never a password.
  [[nodiscard]] virtual const std::string& name() const = 0;

  [[nodiscard]] virtual std::unique_ptr<Cursor> prepare(std::string_view sql) = 0;
  // Runs one or more statements without parameters or results.
  virtual void execute(const std::string& script) = 0;

  // Used by Transaction.
  enum class Access { kRead, kWrite, kPassing };
  virtual void begin(Access access) = 0;
  virtual void commit() = 0;
  // All that this connection could see so far is on the disk, whoever committed it.
  virtual void awaitDisk() = 0;
  virtual void rollback() noexcept = 0;

  // Until the end of the open transaction, nobody else passes here under the same name.
  virtual void passAlone(const std::string& name) = 0;
  // Until the end of the open transaction, nobody else writes to these tables ("a, b").
  virtual void holdTables(const std::string& names) = 0;
  // Makes changes outside a transaction, and sees to it that the bytes they replace are not in the
  // engine's files any more, nor in its log, as far as nobody reads them at this moment. On a
  // server the rows that were replaced go with its own VACUUM, and its log as it is set.
  virtual void wiping(const std::function<void()>& changes) = 0;
  // The number that the table gave last in this column, as far as the engine remembers; else 0.
  [[nodiscard]] virtual std::int64_t lastNumber(const std::string& table,
                                                const std::string& column) = 0;
  // From here on the table gives greater numbers.
  virtual void goOnBehind(const std::string& table, const std::string& column,
                          std::int64_t number) = 0;
  // What the engine finds damaged in its own files; empty when all is well.
  [[nodiscard]] virtual std::vector<std::string> damage() = 0;

  // Runs one statement to its end and returns how many rows it changed.
  template <class... Values>
  int run(std::string_view sql, const Values&... values);
  // The first column of the first row; 0 when there is none.
  template <class... Values>
  [[nodiscard]] std::int64_t value(std::string_view sql, const Values&... values);
};

// A statement and the row it is at.
class Statement {
 public:
  Statement(Connection& connection, std::string_view sql) : cursor_(connection.prepare(sql)) {}

  // Binds all parameters, in order.
  template <class... Values>
  Statement& bind(const Values&... values) {
    const Parameter parameters[] = {parameter(values)..., Parameter{}};
    cursor_->bind({parameters, sizeof...(values)});
    return *this;
  }

  bool step() { return cursor_->step(); }
  [[nodiscard]] int changes() const { return cursor_->changes(); }
  [[nodiscard]] bool isNull(int column) const { return cursor_->isNull(column); }
  [[nodiscard]] std::int64_t integer(int column) const { return cursor_->integer(column); }
  [[nodiscard]] int number(int column) const { return static_cast<int>(integer(column)); }
  [[nodiscard]] std::string text(int column) const { return std::string(cursor_->text(column)); }
  // Throws Error(store.damaged) when it has not 32 bytes.
  [[nodiscard]] core::Sha256 digest(int column) const;
  [[nodiscard]] std::optional<core::Sha256> optionalDigest(int column) const;
  [[nodiscard]] core::Timestamp time(int column) const;

 private:
  static Parameter parameter(std::int64_t value) {
    return {.type = Parameter::Type::kInteger, .integer = value};
  }
  static Parameter parameter(int value) { return parameter(std::int64_t{value}); }
  static Parameter parameter(bool value) { return parameter(std::int64_t{value}); }
  static Parameter parameter(std::uint64_t value) {
    return parameter(static_cast<std::int64_t>(value));
  }
  static Parameter parameter(core::Timestamp value) {
    return parameter(std::int64_t{value.time_since_epoch().count()});
  }
  static Parameter parameter(std::string_view value) {
    return {.type = Parameter::Type::kText, .bytes = value};
  }
  static Parameter parameter(const std::string& value) {
    return parameter(std::string_view(value));
  }
  static Parameter parameter(const char* value) { return parameter(std::string_view(value)); }
  static Parameter parameter(const core::Sha256& value) {
    const auto& bytes = value.bytes();
    return {.type = Parameter::Type::kBytes,
            .bytes = {reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
  }
  template <class Value>
  static Parameter parameter(const std::optional<Value>& value) {
    if (value) return parameter(*value);
    return {.type = parameter(Value()).type, .is_null = true};
  }

  std::unique_ptr<Cursor> cursor_;
};

template <class... Values>
int Connection::run(std::string_view sql, const Values&... values) {
  Statement statement(*this, sql);
  statement.bind(values...);
  while (statement.step()) {
  }
  return statement.changes();
}

template <class... Values>
std::int64_t Connection::value(std::string_view sql, const Values&... values) {
  Statement statement(*this, sql);
  statement.bind(values...);
  return statement.step() ? statement.integer(0) : 0;
}

// Rolls back at the end of its scope unless committed.
class Transaction {
 public:
  enum class Kind {
    kRead,     // one snapshot for several queries
    kWrite,    // SQLite: waits for the write lock up front, so that it never fails half way.
               // PostgreSQL: READ COMMITTED; each statement sees what was committed before it.
    kPassing,  // the same, for what means something only to processes of this machine while they
               // live: SQLite may lose the last of these when the power fails, and they with it.
               // On a server, whose clients live on, it is lost no more than any other.
  };
  explicit Transaction(Connection& connection, Kind kind = Kind::kWrite);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace sohoa::store::sql
