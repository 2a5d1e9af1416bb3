#include "store/sqlite_outbox.h"

#include "core/error.h"
#include "store/migrations.h"
#include "store/sqlite.h"

namespace sohoa::store {

using core::Consignment;
using core::ConsignmentState;

namespace {

constexpr std::string_view kColumns =
    "SELECT destination, copy, key, state, attempts, due, problem, receipt, settled "
    "FROM consignment ";

ConsignmentState stateOf(std::string_view word) {
  for (const auto state : {ConsignmentState::kDelivered, ConsignmentState::kRefused}) {
    if (slug(state) == word) return state;
  }
  return ConsignmentState::kWaiting;
}

template <class... Values>
std::vector<Consignment> select(sqlite::Database& database, std::string_view where,
                                const Values&... values) {
  sqlite::Statement row(database, std::string(kColumns).append(where));
  row.bind(values...);
  std::vector<Consignment> found;
  while (row.step()) {
    Consignment each;
    each.destination = row.text(0);
    each.copy = row.text(1);
    each.key = row.text(2);
    each.state = stateOf(row.text(3));
    each.attempts = row.number(4);
    each.due = row.time(5);
    each.problem = row.text(6);
    each.receipt = row.text(7);
    if (!row.isNull(8)) each.settled = row.time(8);
    found.push_back(std::move(each));
  }
  return found;
}

}  // namespace

SqliteOutbox::SqliteOutbox(const std::filesystem::path& path, Options options)
    : database_(std::make_unique<sqlite::Database>(path, options.busy_timeout)),
      options_(std::move(options)) {
  try {
    migrate(*database_, outboxSchema());
  } catch (const core::Error& error) {
    throw error.at(path.string());
  }
}

SqliteOutbox::~SqliteOutbox() = default;

int SqliteOutbox::add(const std::string& destination, const std::vector<std::string>& copies,
                      core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sqlite::Transaction transaction(*database_);
  int added = 0;
  for (const auto& copy : copies) {
    added += database_->run(
        "INSERT INTO consignment (destination, copy, key, state, due) "
        "VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (destination, copy) DO NOTHING",
        destination, copy, options_.new_key(), now);
  }
  transaction.commit();
  return added;
}

std::optional<Consignment> SqliteOutbox::claim(const std::string& destination, core::Timestamp now,
                                               core::Timestamp until) {
  const std::lock_guard lock(mutex_);
  sqlite::Transaction transaction(*database_);
  auto found = select(*database_,
                      "WHERE destination = ? AND state = 'waiting' AND due <= ? "
                      "ORDER BY due, copy LIMIT 1",
                      destination, now);
  if (found.empty()) return std::nullopt;
  database_->run("UPDATE consignment SET due = ? WHERE destination = ? AND copy = ?", until,
                 destination, found.front().copy);
  transaction.commit();
  return found.front();
}

void SqliteOutbox::delivered(const Consignment& sent, const std::string& receipt,
                             core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  database_->run(
      "UPDATE consignment SET state = 'delivered', receipt = ?, settled = ?, problem = '' "
      "WHERE destination = ? AND copy = ? AND state <> 'delivered'",
      receipt, now, sent.destination, sent.copy);
}

void SqliteOutbox::postponed(const Consignment& failed, std::string_view problem,
                             core::Timestamp due) {
  const std::lock_guard lock(mutex_);
  database_->run(
      "UPDATE consignment SET attempts = attempts + 1, problem = ?, due = ? "
      "WHERE destination = ? AND copy = ? AND state = 'waiting'",
      problem, due, failed.destination, failed.copy);
}

void SqliteOutbox::refused(const Consignment& failed, std::string_view problem,
                           core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  database_->run(
      "UPDATE consignment SET state = 'refused', attempts = attempts + 1, problem = ?, settled = ? "
      "WHERE destination = ? AND copy = ? AND state = 'waiting'",
      problem, now, failed.destination, failed.copy);
}

int SqliteOutbox::retry(const std::string& destination, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  // What was never tried may be in somebody's hands.
  return database_->run(
      "UPDATE consignment SET state = 'waiting', settled = NULL, due = ? "
      "WHERE destination = ? AND state <> 'delivered' AND problem <> ''",
      now, destination);
}

std::vector<Consignment> SqliteOutbox::open(const std::string& destination, int limit) const {
  const std::lock_guard lock(mutex_);
  return select(*database_,
                "WHERE destination = ? AND state <> 'delivered' ORDER BY due, copy LIMIT ?",
                destination, limit);
}

std::optional<Consignment> SqliteOutbox::find(const std::string& destination,
                                              const std::string& copy) const {
  const std::lock_guard lock(mutex_);
  auto found = select(*database_, "WHERE destination = ? AND copy = ?", destination, copy);
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::map<ConsignmentState, int> SqliteOutbox::count(const std::string& destination) const {
  const std::lock_guard lock(mutex_);
  sqlite::Statement row(
      *database_, "SELECT state, count(*) FROM consignment WHERE destination = ? GROUP BY state");
  row.bind(destination);
  std::map<ConsignmentState, int> counts;
  while (row.step()) counts[stateOf(row.text(0))] = row.number(1);
  return counts;
}

}  // namespace sohoa::store
