#include "store/sql_work_store.h"

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql.h"
#include "store/work_job.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::Timestamp;

SqlWorkStore::SqlWorkStore(const Location& location, Options options)
    : connection_(openDatabase(location, workSchema(), options.busy_timeout)),
      options_(std::move(options)) {}

SqlWorkStore::~SqlWorkStore() = default;

SqlWorkStore::Job SqlWorkStore::leased(const core::Lease& lease) {
  sql::Statement row(*connection_,
                     std::string("SELECT job.id, stage, subject, batch, attempt, crashes, "
                                 "interruptions FROM job JOIN batch ON batch.id = job.batch "
                                 "WHERE job.id = ? AND state = 'running' AND lease_token = ?")
                         .append(connection_->dialect().batch_first));
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

SqlWorkStore::Job SqlWorkStore::reported(const core::Lease& lease, sql::Transaction& transaction) {
  try {
    return leased(lease);
  } catch (const Error& error) {
    if (error.code() == core::kLeaseLost) {
      connection_->run("UPDATE tally SET count = count + 1 WHERE name = 'fenced_out'");
      transaction.commit();
    }
    throw;
  }
}

SqlWorkStore::Job SqlWorkStore::finished(const core::Lease& lease, core::Stage stage,
                                         sql::Transaction& transaction) {
  Job job = reported(lease, transaction);
  if (job.stage != stage) {
    throw Error(core::kInternal, {.detail = "a result of stage " + std::string(slug(stage)) +
                                            " for a job of stage " + std::string(slug(job.stage))});
  }
  connection_->run("DELETE FROM job WHERE id = ?", job.id);
  return job;
}

void SqlWorkStore::relyOn(const std::string& batch) {
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM batch WHERE id = ?").append(connection_->dialect().to_rely),
      batch));
}

void SqlWorkStore::hold(Id master) {
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM master WHERE id = ?").append(connection_->dialect().to_change),
      master));
}

void SqlWorkStore::addJob(const std::string& batch, core::Stage stage, Id subject, Timestamp now) {
  connection_->run(
      "INSERT INTO job (batch, lane, unit, held, stage, subject, run_at, added, memory) "
      "SELECT id, lane, unit, paused, ?2, ?3, 0, ?4, "
      "CASE WHEN ?2 = 'read' THEN (SELECT memory FROM page WHERE id = ?3) ELSE 0 END FROM batch "
      "WHERE id = ?1",
      batch, slug(stage), subject, now);
}

}  // namespace sohoa::store
