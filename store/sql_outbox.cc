#include "store/sql_outbox.h"

#include "core/error.h"
#include "store/migrations.h"
#include "store/sql.h"

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
std::vector<Consignment> select(sql::Connection& database, std::string_view where,
                                const Values&... values) {
  sql::Statement row(database, std::string(kColumns).append(where));
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

SqlOutbox::SqlOutbox(const Location& location, Options options)
    : connection_(openDatabase(location, outboxSchema(), options.busy_timeout)),
      options_(std::move(options)) {}

SqlOutbox::~SqlOutbox() = default;

int SqlOutbox::add(const std::string& destination, const std::vector<std::string>& copies,
                   core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  int added = 0;
  for (const auto& copy : copies) {
    added += connection_->run(
        "INSERT INTO consignment (destination, copy, key, state, due) "
        "VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (destination, copy) DO NOTHING",
        destination, copy, options_.new_key(), now);
  }
  transaction.commit();
  return added;
}

std::optional<Consignment> SqlOutbox::claim(const std::string& destination, core::Timestamp now,
                                            core::Timestamp until) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  auto found = select(*connection_,
                      "WHERE destination = ? AND state = 'waiting' AND due <= ? "
                      "ORDER BY due, copy LIMIT 1" +
                          std::string(connection_->dialect().if_free),
                      destination, now);
  if (found.empty()) return std::nullopt;
  connection_->run("UPDATE consignment SET due = ? WHERE destination = ? AND copy = ?", until,
                   destination, found.front().copy);
  transaction.commit();
  return found.front();
}

void SqlOutbox::delivered(const Consignment& sent, const std::string& receipt,
                          core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "UPDATE consignment SET state = 'delivered', receipt = ?, settled = ?, problem = '' "
      "WHERE destination = ? AND copy = ? AND state <> 'delivered'",
      receipt, now, sent.destination, sent.copy);
}

void SqlOutbox::postponed(const Consignment& failed, std::string_view problem,
                          core::Timestamp due) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "UPDATE consignment SET attempts = attempts + 1, problem = ?, due = ? "
      "WHERE destination = ? AND copy = ? AND state = 'waiting'",
      problem, due, failed.destination, failed.copy);
}

void SqlOutbox::refused(const Consignment& failed, std::string_view problem, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "UPDATE consignment SET state = 'refused', attempts = attempts + 1, problem = ?, settled = ? "
      "WHERE destination = ? AND copy = ? AND state = 'waiting'",
      problem, now, failed.destination, failed.copy);
}

int SqlOutbox::retry(const std::string& destination, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  // What was never tried may be in somebody's hands.
  return connection_->run(
      "UPDATE consignment SET state = 'waiting', settled = NULL, due = ? "
      "WHERE destination = ? AND state <> 'delivered' AND problem <> ''",
      now, destination);
}

std::vector<Consignment> SqlOutbox::open(const std::string& destination, int limit) const {
  const std::lock_guard lock(mutex_);
  return select(*connection_,
                "WHERE destination = ? AND state <> 'delivered' ORDER BY due, copy LIMIT ?",
                destination, limit);
}

std::optional<Consignment> SqlOutbox::find(const std::string& destination,
                                           const std::string& copy) const {
  const std::lock_guard lock(mutex_);
  auto found = select(*connection_, "WHERE destination = ? AND copy = ?", destination, copy);
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::map<ConsignmentState, int> SqlOutbox::count(const std::string& destination) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(
      *connection_, "SELECT state, count(*) FROM consignment WHERE destination = ? GROUP BY state");
  row.bind(destination);
  std::map<ConsignmentState, int> counts;
  while (row.step()) counts[stateOf(row.text(0))] = row.number(1);
  return counts;
}

}  // namespace sohoa::store
