#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/digest.h"
#include "store/table_layout.h"

// Private to store/: the rows of a table, one after the other, on every engine in the same order.
namespace sohoa::store {

struct Value {
  bool is_null = false;
  std::int64_t integer = 0;
  std::string bytes = {};  // text or bytes
};
using Row = std::vector<Value>;  // in the order of Table::columns

// Calls `visit` with some hundred rows at a time, in the order of the key.
void forEachRow(sql::Connection& connection, const Table& table,
                const std::function<void(const std::vector<Row>&)>& visit);

// Within a transaction.
void insertRows(sql::Connection& connection, const Table& table, const std::vector<Row>& rows);

// Over all values of all rows in their order: equal for two tables that hold the same.
class RowDigest {
 public:
  void add(const Table& table, const Row& row);
  [[nodiscard]] core::Sha256 finish() { return stream_.finish(); }
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  core::Sha256Stream stream_;
  std::int64_t rows_ = 0;
};

}  // namespace sohoa::store
