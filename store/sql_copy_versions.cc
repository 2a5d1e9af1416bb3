#include "store/sql_copy_versions.h"

#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

using core::CopyVersion;
using core::Error;

namespace {

constexpr std::string_view kColumns =
    "SELECT id, copy, number, content, size, level, reason, created FROM copy_version ";

CopyVersion versionFrom(const sql::Statement& row) {
  return {.copy = row.text(1),
          .number = row.number(2),
          .content = row.digest(3),
          .size = static_cast<std::uint64_t>(row.integer(4)),
          .level = row.text(5),
          .reason = row.text(6),
          .created = row.time(7)};
}

}  // namespace

SqlCopyVersions::SqlCopyVersions(const Location& location, std::chrono::milliseconds busy_timeout)
    : connection_(openDatabase(location, versionsSchema(), busy_timeout)) {}

SqlCopyVersions::~SqlCopyVersions() = default;

CopyVersion SqlCopyVersions::add(CopyVersion version) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  // Numbers become visible in their order, so that whoever follows the changes misses none.
  connection_->passAlone("copy version");
  if (connection_->value("SELECT count(*) FROM copy_version WHERE copy = ? AND content = ?",
                         version.copy, version.content) != 0) {
    throw Error(core::kVersionThere, {.detail = version.copy});
  }
  version.number = static_cast<int>(connection_->value(
      "SELECT coalesce(max(number), 1) + 1 FROM copy_version WHERE copy = ?", version.copy));
  connection_->run(
      "INSERT INTO copy_version (copy, number, content, size, level, reason, created) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      version.copy, version.number, version.content, version.size, version.level, version.reason,
      version.created);
  transaction.commit();
  return version;
}

std::vector<CopyVersion> SqlCopyVersions::of(const std::string& copy) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kColumns) + "WHERE copy = ? ORDER BY number");
  row.bind(copy);
  std::vector<CopyVersion> versions;
  while (row.step()) versions.push_back(versionFrom(row));
  return versions;
}

core::CopyVersions::Changes SqlCopyVersions::changes(std::int64_t after, int limit) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kColumns) + "WHERE id > ? ORDER BY id LIMIT ?");
  row.bind(after, limit);
  Changes changes{{}, after};
  while (row.step()) {
    changes.last = row.integer(0);
    changes.versions.push_back(versionFrom(row));
  }
  return changes;
}

}  // namespace sohoa::store
