// Workers, leases, and jobs that come back.
#include <algorithm>
#include <limits>

#include "store/errors.h"
#include "store/sqlite.h"
#include "store/sqlite_work_store.h"
#include "store/work_job.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::Lease;
using core::Timestamp;

namespace {

core::Failure failureOf(const core::ErrorCode& code) {
  return {.code = std::string(code.slug),
          .reason_vi = std::string(code.vi),
          .reason_en = std::string(code.en),
          .page = std::nullopt};
}

// No job is put off for longer; see retryDelay in pipeline.
constexpr std::chrono::minutes kLongestDelay{10};

struct Turn {
  core::Lane lane;
  bool ready;       // has a job for any worker
  int passed_over;  // since it was last served
  int patience;     // when passed over so often, it comes first
};

// Lanes in the order in which a claim looks into them.
std::vector<Turn> turns(sqlite::Database& database) {
  using enum core::Lane;
  std::vector<Turn> all{{kBacklog, false, 0, 15},
                        {kCase, false, 0, 3},
                        {kCounter, false, 0, std::numeric_limits<int>::max()}};
  for (auto& turn : all) {
    sqlite::Statement row(database,
                          "SELECT passed_over, EXISTS (SELECT 1 FROM job WHERE job.lane = ?1 "
                          "AND state = 'ready' AND held = 0) FROM lane_turn WHERE lane = ?1");
    row.bind(core::slug(turn.lane));
    if (!row.step()) throw Error(kDamaged, {.detail = "a lane has no turn"});
    turn.passed_over = row.number(0);
    turn.ready = row.integer(1) != 0;
  }
  std::stable_sort(all.begin(), all.end(), [](const Turn& a, const Turn& b) {
    const bool a_due = a.passed_over >= a.patience;
    const bool b_due = b.passed_over >= b.patience;
    return a_due != b_due ? a_due : !a_due && a.lane < b.lane;
  });
  return all;
}

// Lanes behind `last` were not asked.
void served(sqlite::Database& database, const std::vector<Turn>& all, core::Lane lane,
            core::Lane last) {
  for (const auto& turn : all) {
    if (turn.lane > last) continue;
    const int passed_over = turn.ready && turn.lane != lane ? turn.passed_over + 1 : 0;
    if (passed_over == turn.passed_over) continue;
    database.run("UPDATE lane_turn SET passed_over = ? WHERE lane = ?", passed_over,
                 core::slug(turn.lane));
  }
}

// The units of a lane, the one served longest ago first.
std::vector<std::string> unitsInTurn(sqlite::Database& database, core::Lane lane) {
  std::vector<std::string> units;
  sqlite::Statement row(database,
                        "SELECT unit FROM unit_turn WHERE lane = ? ORDER BY served, unit");
  row.bind(core::slug(lane));
  while (row.step()) units.push_back(row.text(0));
  return units;
}

// The unit's next job. Two index seeks a stage, however many jobs wait for a later attempt.
std::int64_t nextJob(sqlite::Database& database, core::Lane lane, const std::string& unit,
                     Timestamp now) {
  return database.value(
      "SELECT candidate FROM (SELECT rank, coalesce("
      "  (SELECT id FROM job WHERE job.lane = ?1 AND job.unit = ?2 AND job.stage = stage.name "
      "   AND state = 'ready' AND held = 0 AND run_at <= ?3 ORDER BY run_at, id LIMIT 1), "
      "  (SELECT id FROM job WHERE job.lane = ?1 AND job.unit = ?2 AND job.stage = stage.name "
      "   AND state = 'ready' AND held = 0 AND run_at > ?4 ORDER BY run_at, id LIMIT 1)"
      ") AS candidate FROM stage) WHERE candidate IS NOT NULL ORDER BY rank DESC LIMIT 1",
      core::slug(lane), unit, now, now + kLongestDelay);
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
    throw Error(core::kWorkerUnknown, {.detail = worker});
  }
  transaction.commit();
}

std::optional<Lease> SqliteWorkStore::claim(const std::string& worker, Timestamp now,
                                            core::Lane last) {
  sqlite::Transaction transaction(*database_);
  if (database_->value("SELECT count(*) FROM worker WHERE id = ?", worker) == 0) {
    throw Error(core::kWorkerUnknown, {.detail = worker});
  }
  const auto all = turns(*database_);
  for (const auto& turn : all) {
    if (!turn.ready || turn.lane > last) continue;
    bool wait = false;
    auto lease = claimIn(turn.lane, worker, now, wait);
    if (wait) return std::nullopt;
    if (!lease) continue;
    served(*database_, all, turn.lane, last);
    transaction.commit();
    return lease;
  }
  return std::nullopt;
}

std::optional<Lease> SqliteWorkStore::claimIn(core::Lane lane, const std::string& worker,
                                              Timestamp now, bool& wait) {
  for (const auto& unit : unitsInTurn(*database_, lane)) {
    const auto id = nextJob(*database_, lane, unit, now);
    if (id == 0) continue;
    if (!fits(id, worker)) {
      wait = true;
      return std::nullopt;
    }
    database_->run(
        "UPDATE unit_turn SET served = (SELECT max(served) + 1 FROM unit_turn WHERE lane = ?1) "
        "WHERE lane = ?1 AND unit = ?2",
        core::slug(lane), unit);
    database_->run(
        "UPDATE job SET state = 'running', worker = ?, lease_token = lease_token + 1 WHERE id = ?",
        worker, id);
    sqlite::Statement job(*database_,
                          "SELECT id, lease_token, stage, subject, batch, attempt, crashes, lane "
                          "FROM job WHERE id = ?");
    job.bind(id);
    job.step();
    return Lease{.job = job.integer(0),
                 .token = job.integer(1),
                 .stage = stage(job.text(2)),
                 .subject = job.integer(3),
                 .batch = job.text(4),
                 .attempt = job.number(5),
                 .crashes = job.number(6),
                 .lane = store::lane(job.text(7))};
  }
  return std::nullopt;
}

bool SqliteWorkStore::fits(Id job, const std::string& worker) {
  if (options_.memory_budget <= 0) return true;
  // A job that brought two workers down gets all there is.
  sqlite::Statement row(*database_,
                        "WITH need AS (SELECT job.id, host, state, "
                        "iif(crashes >= 2, ?3, min(memory, ?3)) AS bytes "
                        "FROM job LEFT JOIN worker ON worker.id = job.worker "
                        "WHERE state = 'running' OR job.id = ?1) "
                        "SELECT coalesce(sum(bytes), 0) FROM need WHERE id = ?1 "
                        "OR host = (SELECT host FROM worker WHERE id = ?2)");
  row.bind(job, worker, options_.memory_budget);
  return !row.step() || row.integer(0) <= options_.memory_budget;
}

std::vector<SqliteWorkStore::Job> SqliteWorkStore::jobsWhere(std::string_view condition,
                                                             const std::string& value) {
  std::vector<Job> jobs;
  sqlite::Statement row(*database_,
                        "SELECT id, stage, subject, batch, attempt, crashes, interruptions "
                        "FROM job WHERE " +
                            std::string(condition) + " ORDER BY id");
  row.bind(value);
  while (row.step()) {
    jobs.push_back({.id = row.integer(0),
                    .stage = stage(row.text(1)),
                    .subject = row.integer(2),
                    .batch = row.text(3),
                    .attempt = row.number(4),
                    .crashes = row.number(5),
                    .interruptions = row.number(6)});
  }
  return jobs;
}

int SqliteWorkStore::workerGone(const std::string& worker, core::WorkerEnd end, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  const bool crashed = end == core::WorkerEnd::kCrashed;
  auto jobs = jobsWhere("worker = ?", worker);
  for (auto& job : jobs) ++(crashed ? job.crashes : job.interruptions);
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
        "UPDATE job SET state = 'ready', worker = NULL, attempt = attempt + 1, run_at = ?, "
        "waits_for = ? WHERE id = ?",
        when, failure.code, job.id);
  }
  transaction.commit();
}

void SqliteWorkStore::postpone(const Lease& lease, const core::Failure& failure, Timestamp when) {
  sqlite::Transaction transaction(*database_);
  const Job job = leased(lease);
  database_->run(
      "UPDATE job SET state = 'ready', worker = NULL, run_at = ?, waits_for = ? WHERE id = ?", when,
      failure.code, job.id);
  transaction.commit();
}

void SqliteWorkStore::release(const Lease& lease) {
  sqlite::Transaction transaction(*database_);
  const Job job = leased(lease);
  database_->run("UPDATE job SET state = 'ready', worker = NULL WHERE id = ?", job.id);
  transaction.commit();
}

}  // namespace sohoa::store
