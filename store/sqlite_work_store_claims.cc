// Workers, leases, and jobs that come back.
#include <algorithm>
#include <array>

#include "store/errors.h"
#include "store/sqlite.h"
#include "store/sqlite_work_store.h"
#include "store/work_job.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Lease;
using core::Timestamp;

namespace {

core::Failure failureOf(const core::ErrorCode& code) {
  return {.code = std::string(code.slug),
          .reason_vi = std::string(code.vi),
          .reason_en = std::string(code.en),
          .page = std::nullopt};
}

// Whose turn it is first: mostly the counter's, now and then another's.
std::array<core::Lane, 3> lanesInTurn(std::int64_t turn) {
  using enum core::Lane;
  if (turn % 16 == 15) return {kBacklog, kCounter, kCase};
  if (turn % 4 == 3) return {kCase, kCounter, kBacklog};
  return {kCounter, kCase, kBacklog};
}

// One index seek a stage, however many jobs wait for a later attempt.
std::optional<Lease> claimIn(sqlite::Database& database, core::Lane lane, const std::string& worker,
                             Timestamp now) {
  sqlite::Statement job(database,
                        "UPDATE job SET state = 'running', worker = ?1, "
                        "lease_token = lease_token + 1 WHERE id = ("
                        "  SELECT candidate FROM (SELECT rank, ("
                        "    SELECT id FROM job WHERE job.lane = ?3 AND job.stage = stage.name "
                        "    AND job.state = 'ready' AND job.run_at <= ?2 "
                        "    ORDER BY run_at, id LIMIT 1) AS candidate FROM stage) "
                        "  WHERE candidate IS NOT NULL ORDER BY rank DESC LIMIT 1) "
                        "RETURNING id, lease_token, stage, subject, batch, attempt, crashes");
  job.bind(worker, now, core::slug(lane));
  if (!job.step()) return std::nullopt;
  Lease lease{.job = job.integer(0),
              .token = job.integer(1),
              .stage = stage(job.text(2)),
              .subject = job.integer(3),
              .batch = job.text(4),
              .attempt = job.number(5),
              .crashes = job.number(6)};
  while (job.step()) {
  }
  return lease;
}

}  // namespace

void SqliteWorkStore::registerWorker(const std::string& worker, const std::string& host, int pid,
                                     const std::string& lock_file, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  database_->run(
      "INSERT INTO worker (id, host, pid, lock_file, heartbeat) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, "
      "lock_file = excluded.lock_file, heartbeat = excluded.heartbeat",
      worker, host, pid, lock_file, now);
  transaction.commit();
}

void SqliteWorkStore::heartbeat(const std::string& worker, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  if (database_->run("UPDATE worker SET heartbeat = ? WHERE id = ?", now, worker) == 0) {
    throw Error(kWorkerUnknown, {.detail = worker});
  }
  transaction.commit();
}

std::optional<Lease> SqliteWorkStore::claim(const std::string& worker, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  if (database_->value("SELECT count(*) FROM worker WHERE id = ?", worker) == 0) {
    throw Error(kWorkerUnknown, {.detail = worker});
  }
  for (const auto lane : lanesInTurn(database_->value("SELECT number FROM turn"))) {
    auto lease = claimIn(*database_, lane, worker, now);
    if (!lease) continue;
    database_->run("UPDATE turn SET number = number + 1");
    transaction.commit();
    return lease;
  }
  return std::nullopt;
}

int SqliteWorkStore::workerGone(const std::string& worker, core::WorkerEnd end, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  const bool crashed = end == core::WorkerEnd::kCrashed;
  std::vector<Job> jobs;
  {
    sqlite::Statement row(*database_,
                          "SELECT id, stage, subject, batch, attempt, crashes, interruptions "
                          "FROM job WHERE worker = ? ORDER BY id");
    row.bind(worker);
    while (row.step()) {
      jobs.push_back({.id = row.integer(0),
                      .stage = stage(row.text(1)),
                      .subject = row.integer(2),
                      .batch = row.text(3),
                      .attempt = row.number(4),
                      .crashes = row.number(5) + (crashed ? 1 : 0),
                      .interruptions = row.number(6) + (crashed ? 0 : 1)});
    }
  }
  for (const auto& job : jobs) {
    database_->run(
        "UPDATE job SET state = 'ready', worker = NULL, crashes = ?, interruptions = ? "
        "WHERE id = ?",
        job.crashes, job.interruptions, job.id);
    if (job.crashes >= options_.max_crashes) {
      giveUp(job, failureOf(kCrashed), now);
    } else if (job.interruptions >= options_.max_interruptions) {
      giveUp(job, failureOf(kInterrupted), now);
    }
  }
  database_->run("DELETE FROM worker WHERE id = ?", worker);
  transaction.commit();
  return static_cast<int>(jobs.size());
}

std::vector<core::WorkStore::WorkerRow> SqliteWorkStore::workers() {
  std::vector<WorkerRow> rows;
  sqlite::Statement row(*database_,
                        "SELECT id, host, pid, lock_file, heartbeat FROM worker ORDER BY id");
  while (row.step()) {
    rows.push_back({row.text(0), row.text(1), row.number(2), row.text(3), row.time(4)});
  }
  return rows;
}

void SqliteWorkStore::retryLater(const Lease& lease, const core::Failure& failure, Timestamp when) {
  sqlite::Transaction transaction(*database_);
  const Job job = leased(lease);
  if (job.attempt + 1 >= options_.max_attempts) {
    // `when` lies ahead; the worker's last sign of life is the nearest thing to now.
    const Timestamp now(std::chrono::milliseconds(database_->value(
        "SELECT heartbeat FROM worker JOIN job ON job.worker = worker.id WHERE job.id = ?",
        job.id)));
    giveUp(job, failure, std::min(now, when));
  } else {
    database_->run(
        "UPDATE job SET state = 'ready', worker = NULL, attempt = attempt + 1, run_at = ? "
        "WHERE id = ?",
        when, job.id);
  }
  transaction.commit();
}

void SqliteWorkStore::release(const Lease& lease) {
  sqlite::Transaction transaction(*database_);
  const Job job = leased(lease);
  database_->run("UPDATE job SET state = 'ready', worker = NULL WHERE id = ?", job.id);
  transaction.commit();
}

}  // namespace sohoa::store
