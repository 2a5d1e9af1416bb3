#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/location.h"
#include "store/sql.h"

namespace sohoa::store {

namespace sqlite {
class Database;
}
namespace postgres {
class Server;
}

// One step of a schema: NNNN_name.sql under migrations/, embedded when the program is built.
struct Migration {
  int version;  // counts from 1 without gaps
  std::string_view sql;
  void (*then)(sql::Connection&) = nullptr;  // behind the SQL, in the same transaction
  // The least version whose programs work on a schema after this step, which then only adds; 0: no
  // earlier one. Of PostgreSQL: a file has one program.
  int works_with = 0;
};

// The two engines count their steps each for itself: a step that mends one leaves the other alone.
struct Schema {
  std::string_view name;        // for messages; PostgreSQL: the schema sohoa_NAME
  std::int32_t application_id;  // SQLite, in the file's header: which kind of database this is
  std::span<const Migration> migrations;
  std::span<const Migration> postgres = {};
};

[[nodiscard]] const Schema& workSchema();
[[nodiscard]] const Schema& catalogueSchema();
[[nodiscard]] const Schema& registerSchema();
[[nodiscard]] const Schema& accessSchema();
[[nodiscard]] const Schema& outboxSchema();
[[nodiscard]] const Schema& versionsSchema();

// Steps that SQL cannot do. Of SQLite: fills the index of words, which must be empty.
void indexWordsAnew(sql::Connection& connection);

// Bring the database to the newest version, one transaction a step; safe when several processes do
// so at once. Throw Error(kNotOurs) for another kind of database and Error(kTooNew) for one from a
// later program, of PostgreSQL unless its later steps let this program work on; neither is touched.
void migrate(sqlite::Database& database, const Schema& schema);
void migrate(postgres::Server& server, const Schema& schema);
// The same look without a step taken: for a connection that was made again.
void requireKnown(postgres::Server& server, const Schema& schema);

// A connection to the place, which is made when it is a file and absent, and migrated. Waits for
// others as long as `patience`, then kStoreBusy.
// Throws Error(kUnfinished) where a move of the store broke off.
[[nodiscard]] std::unique_ptr<sql::Connection> openDatabase(const Location& location,
                                                            const Schema& schema,
                                                            std::chrono::milliseconds patience);
// The same, also where a move broke off.
[[nodiscard]] std::unique_ptr<sql::Connection> openUnfinished(const Location& location,
                                                              const Schema& schema,
                                                              std::chrono::milliseconds patience);
// Removes all of this part of the store. Nobody may have it open.
void forget(const Location& location, const Schema& schema);

}  // namespace sohoa::store
