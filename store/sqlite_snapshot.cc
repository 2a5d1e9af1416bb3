#include "store/sqlite_snapshot.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "core/file.h"
#include "store/sqlite.h"

namespace sohoa::store {

void snapshotSqlite(const std::filesystem::path& from, const std::filesystem::path& to) {
  sqlite::Database database(from, std::chrono::seconds(10));
  database.run("VACUUM INTO ?", to.string());
  // VACUUM INTO leaves it to the system when its file is on disk.
  const core::Fd file(::open(to.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) core::throwSystemError(to, errno);
  core::syncFolder(to.parent_path());
}

}  // namespace sohoa::store
