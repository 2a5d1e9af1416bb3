#include "core/error.h"
#include "store/migrations.h"
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
  return migrated(
      std::make_unique<sqlite::Database>(std::get<std::filesystem::path>(location), patience),
      schema);
}

}  // namespace sohoa::store
