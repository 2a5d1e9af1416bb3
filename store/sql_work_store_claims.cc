// Workers, leases, and jobs that come back.
#include <algorithm>
#include <limits>

#include "store/errors.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
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

int patience(core::Lane lane) {
  switch (lane) {
    case core::Lane::kBacklog:
      return 15;
    case core::Lane::kCase:
      return 3;
    case core::Lane::kCounter:
      break;
  }
  return std::numeric_limits<int>::max();
}

struct Turn {
  core::Lane lane;
  bool ready;       // has a job for any worker
  int passed_over;  // since it was last served
  int patience;     // when passed over so often, it comes first
};

// Lanes in the order in which a claim looks into them. LIMIT, where EXISTS would say the same,
// keeps PostgreSQL from reading all ready jobs at once for the three of them.
std::vector<Turn> turns(sql::Connection& connection) {
  std::vector<Turn> all;
  sql::Statement row(connection,
                     "SELECT lane, passed_over, (SELECT 1 FROM job "
                     "WHERE job.lane = lane_turn.lane AND state = 'ready' AND held = 0 "
                     "LIMIT 1) IS NOT NULL FROM lane_turn");
  while (row.step()) {
    const auto lane = store::lane(row.text(0));
    all.push_back({lane, row.integer(2) != 0, row.number(1), patience(lane)});
  }
  if (all.size() != 3) throw Error(kDamaged, {.detail = "a lane has no turn"});
  std::sort(all.begin(), all.end(), [](const Turn& a, const Turn& b) {
    const bool a_due = a.passed_over >= a.patience;
    const bool b_due = b.passed_over >= b.patience;
    if (a_due != b_due) return a_due;
    return a_due ? a.lane > b.lane : a.lane < b.lane;
  });
  return all;
}

// Lanes behind `last` were not asked. A lane whose turn another claim is writing down at this
// moment is left to that one: to be fair within a few jobs is enough, to wait for each other is
// not.
void served(sql::Connection& connection, const std::vector<Turn>& all, core::Lane lane,
            core::Lane last) {
  const std::string write =
      std::string(
          "UPDATE lane_turn SET passed_over = CASE WHEN ?2 = 1 THEN passed_over + 1 ELSE 0 END "
          "WHERE lane IN (SELECT lane FROM lane_turn WHERE lane = ?1")
          .append(connection.dialect().if_free)
          .append(")");
  for (const auto& turn : all) {
    if (turn.lane > last) continue;
    const bool passed_over = turn.ready && turn.lane != lane;
    if (!passed_over && turn.passed_over == 0) continue;
    connection.run(write, core::slug(turn.lane), passed_over);
  }
}

// The units of a lane, the one served longest ago first.
std::vector<std::string> unitsInTurn(sql::Connection& database, core::Lane lane) {
  std::vector<std::string> units;
  sql::Statement row(database, "SELECT unit FROM unit_turn WHERE lane = ? ORDER BY served, unit");
  row.bind(core::slug(lane));
  while (row.step()) units.push_back(row.text(0));
  return units;
}

}  // namespace

void SqlWorkStore::registerWorker(const std::string& worker, const std::string& host, int pid,
                                  const std::string& lock_file, Timestamp now) {
  sql::Transaction transaction(*connection_);
  connection_->run(
      "INSERT INTO worker (id, host, pid, lock_file, heartbeat) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, "
      "lock_file = excluded.lock_file, heartbeat = excluded.heartbeat",
      worker, host, pid, lock_file, now);
  transaction.commit();
}

void SqlWorkStore::heartbeat(const std::string& worker, Timestamp now) {
  sql::Transaction transaction(*connection_, sql::Transaction::Kind::kPassing);
  if (connection_->run("UPDATE worker SET heartbeat = ? WHERE id = ?", now, worker) == 0) {
    throw Error(core::kWorkerUnknown, {.detail = worker});
  }
  transaction.commit();
}

std::optional<Lease> SqlWorkStore::claim(const std::string& worker, Timestamp now,
                                         core::Lane last) {
  // A claim that is lost with the machine takes its holder along: nobody has the same token.
  sql::Transaction transaction(*connection_, sql::Transaction::Kind::kPassing);
  std::string host;
  {
    sql::Statement row(*connection_, std::string("SELECT host FROM worker WHERE id = ?")
                                         .append(connection_->dialect().to_refer));
    row.bind(worker);
    if (!row.step()) throw Error(core::kWorkerUnknown, {.detail = worker});
    host = row.text(0);
  }
  const auto all = turns(*connection_);
  for (const auto& turn : all) {
    if (!turn.ready || turn.lane > last) continue;
    bool wait = false;
    auto lease = claimIn(turn.lane, worker, host, now, wait);
    if (wait) return std::nullopt;
    if (!lease) continue;
    served(*connection_, all, turn.lane, last);
    transaction.commit();
    // What leaves the house must rest on what the disk has.
    if (lease->stage == core::Stage::kDeliver) connection_->awaitDisk();
    return lease;
  }
  return std::nullopt;
}

std::optional<Lease> SqlWorkStore::claimIn(core::Lane lane, const std::string& worker,
                                           const std::string& host, Timestamp now, bool& wait) {
  const auto units = unitsInTurn(*connection_, lane);
  for (const auto& unit : units) {
    const Id id = connection_->value(connection_->dialect().next_job, core::slug(lane), unit, now,
                                     now + kLongestDelay);
    if (id == 0) continue;
    if (!fits(id, host)) {
      wait = true;
      return std::nullopt;
    }
    if (units.size() > 1) {  // alone, it is always its turn
      connection_->run(
          std::string("UPDATE unit_turn SET served = "
                      "(SELECT max(served) + 1 FROM unit_turn WHERE lane = ?1) WHERE lane = ?1 "
                      "AND unit IN (SELECT unit FROM unit_turn WHERE lane = ?1 AND unit = ?2")
              .append(connection_->dialect().if_free)
              .append(")"),
          core::slug(lane), unit);
    }
    sql::Statement job(*connection_,
                       "UPDATE job SET state = 'running', worker = ?, "
                       "lease_token = lease_token + 1 WHERE id = ? RETURNING id, lease_token, "
                       "stage, subject, batch, attempt, crashes, lane");
    job.bind(worker, id);
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

bool SqlWorkStore::fits(Id job, const std::string& host) {
  if (options_.memory_budget <= 0) return true;
  // A job that brought two workers down gets all there is.
  sql::Statement need(*connection_,
                      "SELECT CASE WHEN crashes >= 2 OR memory > ?2 THEN ?2 ELSE memory END "
                      "FROM job WHERE id = ?1");
  need.bind(job, options_.memory_budget);
  const std::int64_t bytes = need.step() ? need.integer(0) : 0;
  // Two claims of one host could each find room for itself and none for both. Other hosts have
  // memory of their own, and most jobs need none: they do not queue up here.
  if (bytes > 0) connection_->passAlone("memory of " + host);
  return bytes + connection_->value(
                     "SELECT sum(CASE WHEN crashes >= 2 OR memory > ?2 THEN ?2 ELSE memory END) "
                     "FROM job JOIN worker ON worker.id = job.worker "
                     "WHERE state = 'running' AND worker.host = ?1",
                     host, options_.memory_budget) <=
         options_.memory_budget;
}

std::vector<SqlWorkStore::Job> SqlWorkStore::jobsWhere(std::string_view condition,
                                                       const std::string& value) {
  std::vector<Job> jobs;
  sql::Statement row(*connection_,
                     "SELECT id, stage, subject, batch, attempt, crashes, interruptions "
                     "FROM job WHERE " +
                         std::string(condition) + " ORDER BY id" +
                         std::string(connection_->dialect().to_settle));
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

int SqlWorkStore::workerGone(const std::string& worker, core::WorkerEnd end, Timestamp now) {
  sql::Transaction transaction(*connection_);
  // A claim of this worker has come to its end, or finds it gone.
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM worker WHERE id = ?").append(connection_->dialect().to_settle),
      worker));
  const bool crashed = end == core::WorkerEnd::kCrashed;
  auto jobs = jobsWhere("worker = ?", worker);
  for (auto& job : jobs) ++(crashed ? job.crashes : job.interruptions);
  for (const auto& job : jobs) {
    connection_->run(
        "UPDATE job SET state = 'ready', worker = NULL, crashes = ?, interruptions = ? "
        "WHERE id = ?",
        job.crashes, job.interruptions, job.id);
    if (job.crashes >= options_.max_crashes) {
      giveUp(job, failureOf(kCrashed), now);
    } else if (job.interruptions >= options_.max_interruptions) {
      giveUp(job, failureOf(kInterrupted), now);
    }
  }
  connection_->run("DELETE FROM worker WHERE id = ?", worker);
  transaction.commit();
  return static_cast<int>(jobs.size());
}

std::vector<core::WorkStore::WorkerRow> SqlWorkStore::workers() {
  std::vector<WorkerRow> rows;
  sql::Statement row(*connection_,
                     "SELECT id, host, pid, lock_file, heartbeat FROM worker ORDER BY id");
  while (row.step()) {
    rows.push_back({row.text(0), row.text(1), row.number(2), row.text(3), row.time(4)});
  }
  return rows;
}

void SqlWorkStore::retryLater(const Lease& lease, const core::Failure& failure, Timestamp when) {
  sql::Transaction transaction(*connection_);
  const Job job = reported(lease, transaction);
  if (job.attempt + 1 >= options_.max_attempts) {
    // `when` lies ahead; the worker's last sign of life is the nearest thing to now.
    const Timestamp now(std::chrono::milliseconds(connection_->value(
        "SELECT heartbeat FROM worker JOIN job ON job.worker = worker.id WHERE job.id = ?",
        job.id)));
    giveUp(job, failure, std::min(now, when));
  } else {
    connection_->run(
        "UPDATE job SET state = 'ready', worker = NULL, attempt = attempt + 1, run_at = ?, "
        "waits_for = ? WHERE id = ?",
        when, failure.code, job.id);
  }
  transaction.commit();
}

void SqlWorkStore::postpone(const Lease& lease, const core::Failure& failure, Timestamp when) {
  sql::Transaction transaction(*connection_);
  const Job job = reported(lease, transaction);
  connection_->run(
      "UPDATE job SET state = 'ready', worker = NULL, run_at = ?, waits_for = ? WHERE id = ?", when,
      failure.code, job.id);
  transaction.commit();
}

void SqlWorkStore::release(const Lease& lease) {
  sql::Transaction transaction(*connection_);
  const Job job = leased(lease);
  connection_->run("UPDATE job SET state = 'ready', worker = NULL WHERE id = ?", job.id);
  transaction.commit();
}

}  // namespace sohoa::store
