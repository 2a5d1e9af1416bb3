#include "store/table_rows.h"

namespace sohoa::store {
namespace {

using sql::Parameter;

constexpr int kRowsAtOnce = 400;
// No engine takes more than 32,766 parameters.
constexpr std::size_t kRowsOfInsert = 100;

Parameter parameter(const Column& column, const Value& value) {
  return {column.type, value.is_null, value.integer, value.bytes};
}

// Names of the key's columns, each sorted by its bytes.
std::string keyList(const Table& table, const sql::Dialect& dialect) {
  std::string list;
  for (const auto place : table.key) {
    const auto& column = table.columns[place];
    list.append(list.empty() ? "" : ", ").append(column.name);
    if (column.type == Parameter::Type::kText) list.append(dialect.by_bytes);
  }
  return list;
}

std::string marks(std::size_t count) {
  std::string list = "(?";
  for (std::size_t i = 1; i < count; ++i) list += ", ?";
  return list + ")";
}

Row rowFrom(const sql::Cursor& cursor, const Table& table) {
  Row row(table.columns.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const int column = static_cast<int>(i);
    row[i].is_null = cursor.isNull(column);
    if (row[i].is_null) continue;
    switch (table.columns[i].type) {
      case Parameter::Type::kInteger:
        row[i].integer = cursor.integer(column);
        break;
      case Parameter::Type::kText:
        row[i].bytes = cursor.text(column);
        break;
      case Parameter::Type::kBytes:
        row[i].bytes = cursor.bytes(column);
        break;
    }
  }
  return row;
}

}  // namespace

void forEachRow(sql::Connection& connection, const Table& table,
                const std::function<void(const std::vector<Row>&)>& visit) {
  const auto keys = keyList(table, connection.dialect());
  const auto all = "SELECT " + table.columnList() + " FROM " + table.name;
  const auto order = " ORDER BY " + keys + " LIMIT " + std::to_string(kRowsAtOnce);
  const auto behind = " WHERE (" + keys + ") > " + marks(table.key.size());
  std::vector<Row> rows;
  for (Row last;; last = rows.back()) {
    std::vector<Parameter> from;
    if (!last.empty()) {
      for (const auto place : table.key) {
        from.push_back(parameter(table.columns[place], last[place]));
      }
    }
    rows.clear();
    const auto cursor = connection.prepare(all + (last.empty() ? "" : behind) + order);
    cursor->bind(from);
    while (cursor->step()) rows.push_back(rowFrom(*cursor, table));
    if (rows.empty()) return;
    visit(rows);
  }
}

void insertRows(sql::Connection& connection, const Table& table, const std::vector<Row>& rows) {
  for (std::size_t first = 0; first < rows.size(); first += kRowsOfInsert) {
    const auto count = std::min(kRowsOfInsert, rows.size() - first);
    auto sql = "INSERT INTO " + table.name + " (" + table.columnList() + ") VALUES ";
    std::vector<Parameter> values;
    for (std::size_t i = first; i < first + count; ++i) {
      sql.append(i == first ? "" : ", ").append(marks(table.columns.size()));
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        values.push_back(parameter(table.columns[c], rows[i][c]));
      }
    }
    const auto cursor = connection.prepare(sql);
    cursor->bind(values);
    while (cursor->step()) {
    }
  }
}

void RowDigest::add(const Table& table, const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string text = row[i].is_null ? "n" : "";
    if (!row[i].is_null && table.columns[i].type == Parameter::Type::kInteger) {
      text = "i" + std::to_string(row[i].integer);
    } else if (!row[i].is_null) {
      text = "b" + std::to_string(row[i].bytes.size()) + ":" + row[i].bytes;
    }
    text += ';';
    stream_.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  ++rows_;
}

}  // namespace sohoa::store
