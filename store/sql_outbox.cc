#include "store/sql_outbox.h"

#include "core/error.h"
#include "core/ports/copy_catalogue.h"
#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

using core::Consignment;
using core::ConsignmentState;

namespace {

constexpr std::string_view kColumns =
    "SELECT destination, copy, key, state, attempts, due, problem, receipt, settled, reason, "
    "proof, "
    "entered, lease, progress FROM consignment ";

// How a withdrawn consignment stands in the table: refused, with this problem.
constexpr std::string_view kGone = core::kCopyRemoved.slug;

ConsignmentState stateOf(std::string_view word, std::string_view problem) {
  if (word == slug(ConsignmentState::kRefused) && problem == kGone) {
    return ConsignmentState::kWithdrawn;
  }
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
    each.state = stateOf(row.text(3), row.text(6));
    each.attempts = row.number(4);
    each.due = row.time(5);
    each.problem = row.text(6);
    each.receipt.id = row.text(7);
    if (!row.isNull(8)) each.settled = row.time(8);
    each.reason = row.text(9);
    each.receipt.proof = row.text(10);
    each.entered = row.time(11);
    each.lease = row.text(12);
    each.progress = row.text(13);
    found.push_back(std::move(each));
  }
  return found;
}

}  // namespace

SqlOutbox::SqlOutbox(const Location& location, Options options)
    : connection_(openDatabase(location, outboxSchema(), options.busy_timeout)),
      options_(std::move(options)) {}

SqlOutbox::~SqlOutbox() = default;

int SqlOutbox::insert(const std::string& destination, const std::vector<std::string>& copies,
                      core::Timestamp now) {
  int added = 0;
  for (const auto& copy : copies) {
    added += connection_->run(
        "INSERT INTO consignment (destination, copy, key, state, due, entered) "
        "VALUES (?1, ?2, ?3, 'waiting', ?4, ?4) ON CONFLICT (destination, copy) DO NOTHING",
        destination, copy, options_.new_key(), now);
  }
  return added;
}

int SqlOutbox::add(const std::string& destination, const std::vector<std::string>& copies,
                   core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const int added = insert(destination, copies, now);
  transaction.commit();
  return added;
}

int SqlOutbox::addUpTo(const std::string& destination, const std::vector<std::string>& copies,
                       const core::Enlisted& last, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const int added = insert(destination, copies, now);
  connection_->run(
      // The column is named after what older programs kept in it, which is no life of a catalogue.
      "INSERT INTO enlisted (destination, number, copy) VALUES (?, ?, ?) "
      "ON CONFLICT (destination) DO UPDATE SET number = excluded.number, copy = excluded.copy",
      destination, last.number, last.life);
  transaction.commit();
  return added;
}

core::Enlisted SqlOutbox::enlisted(const std::string& destination) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, "SELECT number, copy FROM enlisted WHERE destination = ?");
  row.bind(destination);
  if (!row.step()) return {};
  return {row.integer(0), row.text(1)};
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
  found.front().lease = options_.new_key();
  connection_->run("UPDATE consignment SET due = ?, lease = ? WHERE destination = ? AND copy = ?",
                   until, found.front().lease, destination, found.front().copy);
  transaction.commit();
  return found.front();
}

bool SqlOutbox::progressed(const Consignment& held, const std::string& progress,
                           core::Timestamp until) {
  const std::lock_guard lock(mutex_);
  return connection_->run(
             "UPDATE consignment SET progress = ?, due = ? "
             "WHERE destination = ? AND copy = ? AND state = 'waiting' AND lease = ?",
             progress, until, held.destination, held.copy, held.lease) == 1;
}

bool SqlOutbox::delivered(const Consignment& sent, const core::Receipt& receipt,
                          core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  return connection_->run(
             "UPDATE consignment SET state = 'delivered', receipt = ?, proof = ?, settled = ?, "
             "problem = '', reason = '', progress = '' "
             "WHERE destination = ? AND copy = ? AND state = 'waiting' AND lease = ?",
             receipt.id, receipt.proof, now, sent.destination, sent.copy, sent.lease) == 1;
}

bool SqlOutbox::postponed(const Consignment& failed, std::string_view problem,
                          std::string_view reason, core::Timestamp due) {
  const std::lock_guard lock(mutex_);
  return connection_->run(
             "UPDATE consignment SET attempts = attempts + 1, problem = ?, reason = ?, due = ? "
             "WHERE destination = ? AND copy = ? AND state = 'waiting' AND lease = ?",
             problem, reason, due, failed.destination, failed.copy, failed.lease) == 1;
}

bool SqlOutbox::refused(const Consignment& failed, std::string_view problem,
                        std::string_view reason, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  return connection_->run(
             "UPDATE consignment SET state = 'refused', attempts = attempts + 1, problem = ?, "
             "reason = ?, settled = ?, progress = '' "
             "WHERE destination = ? AND copy = ? AND state = 'waiting' AND lease = ?",
             problem, reason, now, failed.destination, failed.copy, failed.lease) == 1;
}

bool SqlOutbox::withdrawn(const Consignment& gone, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  return connection_->run(
             "UPDATE consignment SET state = 'refused', problem = ?, reason = 'removed', "
             "settled = ?, progress = '' "
             "WHERE destination = ? AND copy = ? AND state = 'waiting' AND lease = ?",
             kGone, now, gone.destination, gone.copy, gone.lease) == 1;
}

int SqlOutbox::retry(const std::string& destination, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  return connection_->run(
      "UPDATE consignment SET entered = CASE WHEN state = 'refused' THEN ?1 ELSE entered END, "
      "state = 'waiting', settled = NULL, due = ?1 "
      "WHERE destination = ?2 AND state <> 'delivered' AND (state = 'refused' OR due > ?1) "
      "AND NOT (state = 'refused' AND problem = ?3)",
      now, destination, kGone);
}

std::vector<Consignment> SqlOutbox::open(const std::string& destination, int limit) const {
  const std::lock_guard lock(mutex_);
  return select(*connection_,
                "WHERE destination = ? AND state <> 'delivered' "
                "AND NOT (state = 'refused' AND problem = ?) ORDER BY due, copy LIMIT ?",
                destination, kGone, limit);
}

std::vector<Consignment> SqlOutbox::delivered(const std::string& destination,
                                              const std::string& after, int limit) const {
  const std::lock_guard lock(mutex_);
  return select(*connection_,
                "WHERE destination = ? AND copy > ? AND state = 'delivered' ORDER BY copy LIMIT ?",
                destination, after, limit);
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
  sql::Statement row(*connection_,
                     "SELECT state, CASE WHEN state = 'refused' AND problem = ? THEN problem "
                     "ELSE '' END AS why, count(*) FROM consignment WHERE destination = ? "
                     "GROUP BY state, why");
  row.bind(kGone, destination);
  std::map<ConsignmentState, int> counts;
  while (row.step()) counts[stateOf(row.text(0), row.text(1))] = row.number(2);
  return counts;
}

std::optional<core::Timestamp> SqlOutbox::waitingSince(const std::string& destination) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT entered FROM consignment WHERE destination = ? AND state = 'waiting' "
                     "ORDER BY entered LIMIT 1");
  row.bind(destination);
  if (!row.step()) return std::nullopt;
  return row.time(0);
}

}  // namespace sohoa::store
