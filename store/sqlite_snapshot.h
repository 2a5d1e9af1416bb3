#pragma once

#include <filesystem>

namespace sohoa::store {

// Writes the database as it stands at one moment to `to`, which must not exist; whoever uses it
// goes on meanwhile. On disk when it returns. Throws as Database does.
void snapshotSqlite(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace sohoa::store
