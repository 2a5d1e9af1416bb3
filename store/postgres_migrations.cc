#include <fmt/format.h>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/postgres.h"

namespace sohoa::store {
namespace {

// The least version whose programs work on what later programs made of the schema.
int oldestAllowed(postgres::Server& server) {
  const auto said = server.value(
      "SELECT count(*) FROM pg_catalog.pg_attribute WHERE attrelid = 'schema_version'::regclass "
      "AND attname = 'works_with'");
  return static_cast<int>(
      server.value(said == 0 ? "SELECT max(version) FROM schema_version"
                             : "SELECT max(coalesce(works_with, version)) FROM schema_version"));
}

// The version of the schema, after making sure that it is ours to read.
int checkedVersion(postgres::Server& server, const Schema& schema) {
  const auto objects = server.value(
      "SELECT count(*) FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace "
      "ON pg_namespace.oid = relnamespace WHERE nspname = ?",
      server.schema());
  if (objects == 0) return 0;
  const auto ours = server.value(
      "SELECT count(*) FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace "
      "ON pg_namespace.oid = relnamespace WHERE nspname = ? AND relname = 'schema_version'",
      server.schema());
  if (ours == 0) {
    throw core::Error(kNotOurs,
                      {.detail = fmt::format("schema {} holds other tables", server.schema())});
  }
  const auto version = static_cast<int>(server.value("SELECT max(version) FROM schema_version"));
  const auto newest = static_cast<int>(schema.postgres.size());
  if (version > newest && oldestAllowed(server) > newest) {
    throw core::Error(kTooNew, {.detail = fmt::format("schema version {}, this program knows {}",
                                                      version, newest)});
  }
  return version;
}

}  // namespace

void requireKnown(postgres::Server& server, const Schema& schema) {
  static_cast<void>(checkedVersion(server, schema));
}

void migrate(postgres::Server& server, const Schema& schema) {
  const auto newest = static_cast<int>(schema.postgres.size());
  int version = checkedVersion(server, schema);
  while (version < newest) {
    sql::Transaction transaction(server);
    server.passAlone("migrate " + server.schema());
    version = checkedVersion(server, schema);  // another process may have been faster
    if (version < newest) {
      if (version == 0) {
        server.execute(
            fmt::format("CREATE SCHEMA IF NOT EXISTS {}; CREATE TABLE schema_version ("
                        "version BIGINT PRIMARY KEY, "
                        "applied TIMESTAMPTZ NOT NULL DEFAULT now());",
                        server.schema()));
      }
      const auto& step = schema.postgres[static_cast<std::size_t>(version)];
      server.execute("SET LOCAL statement_timeout = 0");  // a large table takes its time
      server.execute(std::string(step.sql));
      server.execute("ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS works_with BIGINT");
      server.run("INSERT INTO schema_version (version, works_with) VALUES (?, ?)", step.version,
                 step.works_with == 0 ? step.version : step.works_with);
      version = step.version;
    }
    transaction.commit();
  }
}

}  // namespace sohoa::store
