#pragma once

#include <filesystem>
#include <string>
#include <variant>

namespace sohoa::store {

// A database of a PostgreSQL server, as libpq takes it: "postgresql://host/name?sslmode=...". The
// parts of the store lie in schemas of their own there: sohoa_work, sohoa_catalogue,
// sohoa_register and so on.
struct PostgresUrl {
  std::string text;
};

// Where a part of the store lives: an SQLite file of its own, for one machine, or a server that
// many machines share.
using Location = std::variant<std::filesystem::path, PostgresUrl>;

}  // namespace sohoa::store
