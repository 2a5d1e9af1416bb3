#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/unique_handle.h"
#include "store/sql.h"

// Private to store/: the only header that shows libpq-fe.h.
namespace sohoa::store::postgres {

using ConnectionHandle = core::UniqueHandle<PGconn, &PQfinish>;
using ResultHandle = core::UniqueHandle<PGresult, &PQclear>;

// How the server is to treat this connection beside what every connection of ours has.
struct Session {
  std::string schema;                         // where all names are looked up
  std::chrono::milliseconds patience{10000};  // for locks that others hold; then kStoreBusy
  std::string_view planning = {};             // further settings, each ended by a semicolon
  // Asked of each connection that was made again, before anything else is; what it throws, the
  // statement throws.
  std::function<void(class Server&)> look = {};
};

// One connection to a PostgreSQL server, at READ COMMITTED, with every statement prepared once. A
// connection that was lost is made again by the next statement outside a transaction; within one,
// all statements fail with store.unreachable until it is rolled back, so that no half of it can be
// repeated without the other. Whether a commit that found the connection lost took place, nobody
// knows: the lease of the work, or the row that is there already, tells the next attempt.
class Server final : public sql::Connection {
 public:
  // Throws Error(store.unreachable), and Error(kBadSettings) for an address that is none or a
  // database that is not in UTF-8.
  Server(std::string url, Session session);

  [[nodiscard]] const sql::Dialect& dialect() const override { return sql::kPostgresDialect; }
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::unique_ptr<sql::Cursor> prepare(std::string_view sql) override;
  void execute(const std::string& script) override;
  void begin(Access access) override;
  void commit() override;
  void awaitDisk() override {}  // nobody sees what is not there
  void rollback() noexcept override;
  void passAlone(const std::string& name) override;  // an advisory lock
  void holdTables(const std::string& names) override;
  void wiping(const std::function<void()>& changes) override { changes(); }
  [[nodiscard]] std::int64_t lastNumber(const std::string& table,
                                        const std::string& column) override;
  void goOnBehind(const std::string& table, const std::string& column,
                  std::int64_t number) override;
  [[nodiscard]] std::vector<std::string> damage() override;

  [[nodiscard]] const std::string& schema() const { return session_.schema; }

 private:
  friend class Run;
  struct Arguments {
    std::vector<Oid> types;
    std::vector<std::string> values;
    std::vector<bool> nulls;
  };

  void connect();
  // Makes the connection again when it is lost and no transaction is open.
  void recover();
  [[nodiscard]] bool hungUp();
  [[nodiscard]] ResultHandle execute(const std::string& sql, const Arguments& arguments);
  // The name under which the server knows the statement.
  [[nodiscard]] const std::string& prepared(const std::string& sql, const std::vector<Oid>& types);
  [[nodiscard]] ResultHandle checked(PGresult* result) const;

  std::string url_;
  Session session_;
  std::string name_;
  ConnectionHandle handle_;
  bool open_ = false;  // a transaction
  std::map<std::string, std::string, std::less<>> prepared_;
};

// `sql` with its ? and ?N as $N. Quoted text stays as it is.
[[nodiscard]] std::string withDollars(std::string_view sql);

// What a failure with this SQLSTATE means for the caller.
[[nodiscard]] const core::ErrorCode& codeFor(std::string_view sqlstate);

}  // namespace sohoa::store::postgres
