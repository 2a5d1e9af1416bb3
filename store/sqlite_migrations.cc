#include "store/migrations.h"

#include <fmt/format.h>

#include "store/errors.h"
#include "store/sqlite.h"

namespace sohoa::store {
namespace {

// The version in the file, after making sure that the file is ours to read.
int checkedVersion(sqlite::Database& database, const Schema& schema) {
  const auto application = database.value("PRAGMA application_id");
  const auto version = static_cast<int>(database.value("PRAGMA user_version"));
  const auto objects = database.value("SELECT count(*) FROM sqlite_master");
  const bool fresh = application == 0 && version == 0 && objects == 0;
  if (!fresh && application != schema.application_id) {
    throw core::Error(kNotOurs, {.detail = fmt::format("expected the {} database, found id {:#x}",
                                                       schema.name, application)});
  }
  const auto newest = static_cast<int>(schema.migrations.size());
  if (version > newest) {
    throw core::Error(kTooNew, {.detail = fmt::format("schema version {}, this program knows {}",
                                                      version, newest)});
  }
  return version;
}

}  // namespace

void migrate(sqlite::Database& database, const Schema& schema) {
  const auto newest = static_cast<int>(schema.migrations.size());
  int version = 0;
  {
    const sql::Transaction snapshot(database, sql::Transaction::Kind::kRead);
    version = checkedVersion(database, schema);
  }
  database.useWriteAheadLog();
  while (version < newest) {
    sql::Transaction transaction(database);
    version = checkedVersion(database, schema);  // another process may have been faster
    if (version < newest) {
      const auto& step = schema.migrations[static_cast<std::size_t>(version)];
      database.execute(std::string(step.sql));
      if (step.then != nullptr) step.then(database);
      database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                                   schema.application_id, step.version));
      version = step.version;
    }
    transaction.commit();
  }
}

}  // namespace sohoa::store
