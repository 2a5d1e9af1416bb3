#include "store/sqlite_work_store.h"

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sqlite.h"
#include "store/work_job.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::Timestamp;

SqliteWorkStore::SqliteWorkStore(const std::filesystem::path& path, Options options)
    : database_(std::make_unique<sqlite::Database>(path, options.busy_timeout)),
      options_(std::move(options)) {
  try {
    migrate(*database_, workSchema());
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

SqliteWorkStore::~SqliteWorkStore() = default;

SqliteWorkStore::Job SqliteWorkStore::leased(const core::Lease& lease) {
  sqlite::Statement row(*database_,
                        "SELECT id, stage, subject, batch, attempt, crashes, interruptions "
                        "FROM job WHERE id = ? AND state = 'running' AND lease_token = ?");
  row.bind(lease.job, lease.token);
  if (!row.step()) throw Error(core::kLeaseLost, {.detail = "job " + std::to_string(lease.job)});
  return {.id = row.integer(0),
          .stage = stage(row.text(1)),
          .subject = row.integer(2),
          .batch = row.text(3),
          .attempt = row.number(4),
          .crashes = row.number(5),
          .interruptions = row.number(6)};
}

SqliteWorkStore::Job SqliteWorkStore::finished(const core::Lease& lease, core::Stage stage) {
  Job job = leased(lease);
  if (job.stage != stage) {
    throw Error(core::kInternal, {.detail = "a result of stage " + std::string(slug(stage)) +
                                            " for a job of stage " + std::string(slug(job.stage))});
  }
  database_->run("DELETE FROM job WHERE id = ?", job.id);
  return job;
}

void SqliteWorkStore::addJob(const std::string& batch, core::Stage stage, Id subject,
                             Timestamp now) {
  database_->run(
      "INSERT INTO job (batch, lane, unit, held, stage, subject, run_at, added, memory) "
      "SELECT id, lane, unit, paused, ?2, ?3, 0, ?4, "
      "iif(?2 = 'read', (SELECT memory FROM page WHERE id = ?3), 0) FROM batch WHERE id = ?1",
      batch, slug(stage), subject, now);
}

}  // namespace sohoa::store
