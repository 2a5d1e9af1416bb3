#include "store/table_layout.h"

#include <algorithm>
#include <map>
#include <set>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sqlite.h"

namespace sohoa::store {
namespace {

using sql::Parameter;

// Made again from the rows of `copy` and `copy_text` by the engine's WordIndex.
const std::set<std::string> kMadeTables{"copy_words"};
const std::map<std::string, std::set<std::string>> kMadeColumns{{"copy_text", {"exact", "folded"}}};

Parameter::Type typeOf(const std::string& declared) {
  if (declared == "INTEGER") return Parameter::Type::kInteger;
  return declared == "BLOB" ? Parameter::Type::kBytes : Parameter::Type::kText;
}

Table describe(sql::Connection& fresh, const std::string& name) {
  Table table{.name = name, .columns = {}, .key = {}};
  std::map<std::int64_t, std::size_t> key;
  sql::Statement row(fresh, "SELECT name, type, pk FROM pragma_table_info(?)");
  row.bind(name);
  while (row.step()) {
    if (row.integer(2) != 0) key[row.integer(2)] = table.columns.size();
    table.columns.push_back({row.text(0), typeOf(row.text(1))});
  }
  for (const auto& [rank, place] : key) table.key.push_back(place);
  table.seeded = fresh.value("SELECT count(*) FROM " + name) != 0;
  table.numbered =
      table.key.size() == 1 && table.columns[table.key[0]].type == Parameter::Type::kInteger &&
      (table.columns[table.key[0]].name == "id" || table.columns[table.key[0]].name == "number");
  return table;
}

std::map<std::string, std::set<std::string>> columnsOf(sql::Connection& connection) {
  std::map<std::string, std::set<std::string>> columns;
  sql::Statement row(connection, connection.dialect().all_columns);
  row.bind();
  while (row.step()) columns[row.text(0)].insert(row.text(1));
  for (const auto& made : kMadeTables) columns.erase(made);
  for (const auto& [table, made] : kMadeColumns) {
    const auto found = columns.find(table);
    if (found == columns.end()) continue;
    for (const auto& column : made) found->second.erase(column);
  }
  return columns;
}

}  // namespace

std::string Table::columnList() const {
  std::string list;
  for (const auto& column : columns) list.append(list.empty() ? "" : ", ").append(column.name);
  return list;
}

std::vector<Table> tablesOf(const Schema& schema) {
  sqlite::Database fresh(Memory{"layout of " + std::string(schema.name)}, std::chrono::seconds(10));
  migrate(fresh, schema);
  std::vector<Table> waiting;
  for (const auto& [name, columns] : columnsOf(fresh)) waiting.push_back(describe(fresh, name));
  std::vector<Table> tables;
  std::set<std::string> placed;
  while (!waiting.empty()) {
    const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const Table& table) {
      sql::Statement row(fresh, "SELECT \"table\" FROM pragma_foreign_key_list(?)");
      row.bind(table.name);
      while (row.step()) {
        if (placed.count(row.text(0)) == 0) return false;
      }
      return true;
    });
    if (next == waiting.end() || next->key.empty()) {
      throw core::Error(core::kInternal, {.detail = "a table refers to itself or has no key"});
    }
    placed.insert(next->name);
    tables.push_back(std::move(*next));
    waiting.erase(next);
  }
  return tables;
}

void requireTables(sql::Connection& connection, const std::vector<Table>& tables) {
  auto there = columnsOf(connection);
  for (const auto& table : tables) {
    std::set<std::string> wanted;
    for (const auto& column : table.columns) wanted.insert(column.name);
    if (there[table.name] != wanted) {
      throw core::Error(kDamaged, {.file = connection.name(), .detail = "table " + table.name});
    }
    there.erase(table.name);
  }
  if (!there.empty()) {
    throw core::Error(kDamaged,
                      {.file = connection.name(), .detail = "table " + there.begin()->first});
  }
}

}  // namespace sohoa::store
