#pragma once

#include <span>
#include <string_view>

#include "store/sqlite.h"

namespace sohoa::store {

// One step of a schema: NNNN_name.sql under migrations/, embedded when the program is built.
struct Migration {
  int version;  // counts from 1 without gaps
  std::string_view sql;
};

struct Schema {
  std::string_view name;        // for messages
  std::int32_t application_id;  // in the file's header: which kind of database this is
  std::span<const Migration> migrations;
};

[[nodiscard]] const Schema& workSchema();
[[nodiscard]] const Schema& catalogueSchema();
[[nodiscard]] const Schema& registerSchema();
[[nodiscard]] const Schema& outboxSchema();

// Brings the database to the newest version, one transaction a step; safe when several processes do
// so at once. Throws Error(kNotOurs) for another kind of database and Error(kTooNew) for one from a
// later program; neither is touched.
void migrate(sqlite::Database& database, const Schema& schema);

}  // namespace sohoa::store
