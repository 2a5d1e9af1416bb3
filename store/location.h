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

// Nowhere but in this process: there from the first connection to the name until the last of them
// is closed. Connections of several threads see the same; a forked process does not.
struct Memory {
  std::string name;
};

// Where a part of the store lives: an SQLite file of its own, for one machine, a server that many
// machines share, or memory.
using Location = std::variant<std::filesystem::path, PostgresUrl, Memory>;

}  // namespace sohoa::store
