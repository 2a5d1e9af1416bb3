#include "core/error.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/postgres.h"
#include "store/sqlite.h"

namespace sohoa::store {
namespace {

// Plans are kept as long as the connection lives. A program that starts with a dozen jobs must not
// read the table from end to end when there are a hundred thousand: whatever has an index uses it.
// What a search is for must not change how it is done (see tsvector_index.cc).
// The price put on the other way would have the server compile the statement first: not worth it.
constexpr std::string_view kPlanning =
    "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off;";

template <class Engine>
std::unique_ptr<sql::Connection> migrated(std::unique_ptr<Engine> connection,
                                          const Schema& schema) {
  try {
    migrate(*connection, schema);
  } catch (const core::Error& error) {
    throw error.at(connection->name());
  }
  return connection;
}

std::string serverSchema(const Schema& schema) { return "sohoa_" + std::string(schema.name); }

}  // namespace

std::unique_ptr<sql::Connection> openUnfinished(const Location& location, const Schema& schema,
                                                std::chrono::milliseconds patience) {
  if (const auto* url = std::get_if<PostgresUrl>(&location)) {
    const postgres::Session session{
        .schema = serverSchema(schema),
        .patience = patience,
        .planning = kPlanning,
        // A program that was let alone for a while must not write into what it does not know.
        .look = [&schema](postgres::Server& server) { requireKnown(server, schema); }};
    return migrated(std::make_unique<postgres::Server>(url->text, session), schema);
  }
  if (const auto* memory = std::get_if<Memory>(&location)) {
    return migrated(std::make_unique<sqlite::Database>(*memory, patience), schema);
  }
  return migrated(
      std::make_unique<sqlite::Database>(std::get<std::filesystem::path>(location), patience),
      schema);
}

std::unique_ptr<sql::Connection> openDatabase(const Location& location, const Schema& schema,
                                              std::chrono::milliseconds patience) {
  auto connection = openUnfinished(location, schema, patience);
  if (connection->value(connection->dialect().is_unfinished) != 0) {
    throw core::Error(kUnfinished, {.file = connection->name()});
  }
  return connection;
}

void forget(const Location& location, const Schema& schema) {
  if (const auto* url = std::get_if<PostgresUrl>(&location)) {
    postgres::Server server(url->text, {.schema = serverSchema(schema)});
    server.execute("DROP SCHEMA IF EXISTS " + server.schema() + " CASCADE");
  } else if (const auto* file = std::get_if<std::filesystem::path>(&location)) {
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(file->string() + tail);
  }
}

}  // namespace sohoa::store
