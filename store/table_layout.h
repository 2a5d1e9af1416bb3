#pragma once

#include <string>
#include <vector>

#include "store/sql.h"

// Private to store/: what the tables of a part of the store look like, the same on every engine.
namespace sohoa::store {

struct Schema;

struct Column {
  std::string name;
  sql::Parameter::Type type;
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::size_t> key;  // the primary key: places in `columns`, in order
  bool seeded = false;           // has rows in a new database
  bool numbered = false;         // one integer is the key and counts up by itself

  [[nodiscard]] std::string columnList() const;
};

// Those that hold what cannot be made again, each behind the tables that it refers to. Of tables
// that hold both (copy_text), the columns that cannot.
[[nodiscard]] std::vector<Table> tablesOf(const Schema& schema);

// Throws Error(store.damaged) when the database, a migrated one, holds other tables or columns than
// these and what is made of them.
void requireTables(sql::Connection& connection, const std::vector<Table>& tables);

}  // namespace sohoa::store
