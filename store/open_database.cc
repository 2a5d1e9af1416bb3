#include "core/error.h"
#include "store/migrations.h"
#include "store/postgres.h"
#include "store/sqlite.h"

namespace sohoa::store {
namespace {

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

}  // namespace

std::unique_ptr<sql::Connection> openDatabase(const Location& location, const Schema& schema,
                                              std::chrono::milliseconds patience) {
  if (const auto* url = std::get_if<PostgresUrl>(&location)) {
    const postgres::Session session{.schema = "sohoa_" + std::string(schema.name),
                                    .patience = patience,
                                    .plan_for_any_value = &schema == &catalogueSchema()};
    return migrated(std::make_unique<postgres::Server>(url->text, session), schema);
  }
  return migrated(
      std::make_unique<sqlite::Database>(std::get<std::filesystem::path>(location), patience),
      schema);
}

}  // namespace sohoa::store
