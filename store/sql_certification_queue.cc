#include "store/sql_certification_queue.h"

#include <nlohmann/json.hpp>

#include "core/ports/errors.h"
#include "store/migrations.h"
#include "store/sql.h"
#include "store/word_list.h"

namespace sohoa::store {

using core::CertificationRequest;
using core::Error;
using core::RequestState;

namespace {

constexpr std::string_view kColumns =
    "SELECT number, source, unit, case_file, requester, requester_name, requested, state, "
    "held_until, failure, officer, officer_name, checks, reason, copy, decided FROM request ";

CertificationRequest requestFrom(const sql::Statement& row, core::Timestamp now) {
  CertificationRequest request;
  request.number = row.integer(0);
  request.source = row.text(1);
  request.unit = row.text(2);
  request.case_file = row.text(3);
  request.requester = row.text(4);
  request.requester_name = row.text(5);
  request.requested = row.time(6);
  request.state = core::requestState(row.text(7)).value_or(RequestState::kWaiting);
  request.held = request.state == RequestState::kWaiting && row.time(8) > now;
  if (request.state == RequestState::kWaiting && row.integer(8) != 0) {
    request.held_until = row.time(8);
  }
  request.failure = row.text(9);
  request.officer = row.text(10);
  request.officer_name = row.text(11);
  request.checks = splitAtCommas(row.text(12));
  request.reason = row.text(13);
  request.copy = row.text(14);
  if (!row.isNull(15)) request.decided = row.time(15);
  return request;
}

}  // namespace

SqlCertificationQueue::SqlCertificationQueue(const Location& location,
                                             std::chrono::milliseconds busy_timeout)
    : connection_(openDatabase(location, registerSchema(), busy_timeout)) {}

SqlCertificationQueue::~SqlCertificationQueue() = default;

CertificationRequest SqlCertificationQueue::add(const CertificationRequest& request) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->run(
      "INSERT INTO request (source, unit, case_file, requester, requester_name, requested, state) "
      "VALUES (?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT DO NOTHING",
      request.source, request.unit, request.case_file, request.requester, request.requester_name,
      request.requested);
  auto kept = request;
  {
    sql::Statement row(*connection_,
                       std::string(kColumns) + "WHERE source = ? AND state = 'waiting'");
    row.bind(request.source);
    // Decided in this very moment by somebody else: whoever asks again gets a new one.
    if (!row.step()) throw Error(core::kStoreBusy, {.detail = "request"});
    kept = requestFrom(row, request.requested);
  }
  transaction.commit();
  return kept;
}

std::optional<CertificationRequest> SqlCertificationQueue::find(std::int64_t number,
                                                                core::Timestamp now) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kColumns) + "WHERE number = ?");
  row.bind(number);
  if (!row.step()) return std::nullopt;
  return requestFrom(row, now);
}

std::vector<CertificationRequest> SqlCertificationQueue::list(
    const core::CertificationFilter& filter, core::Timestamp now) const {
  const bool waiting = filter.state == RequestState::kWaiting;
  std::string sql(kColumns);
  sql += "WHERE (?1 = '' OR state = ?1) AND (?2 = '' OR requester = ?2) ";
  sql += waiting ? "AND number > ?3 " : "AND (?3 = 0 OR number < ?3) ";
  const auto& dialect = connection_->dialect();
  if (filter.units) {
    sql.append("AND unit IN ").append(dialect.list_before).append("?4").append(dialect.list_after);
  } else {
    sql += "AND ?4 = ''";
  }
  sql += waiting ? " ORDER BY number LIMIT ?5" : " ORDER BY number DESC LIMIT ?5";
  const std::string state(filter.state ? slug(*filter.state) : "");
  const std::string units = filter.units ? nlohmann::json(*filter.units).dump() : "";
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, sql);
  row.bind(state, filter.requester, filter.after, units, filter.limit);
  std::vector<CertificationRequest> found;
  while (row.step()) found.push_back(requestFrom(row, now));
  return found;
}

void SqlCertificationQueue::complain(std::int64_t number) {
  sql::Statement row(*connection_, "SELECT state FROM request WHERE number = ?");
  row.bind(number);
  if (!row.step()) throw Error(core::kNoSuchItem, {.detail = "request"});
  throw Error(
      row.text(0) == slug(RequestState::kWaiting) ? core::kRequestTaken : core::kRequestClosed, {});
}

void SqlCertificationQueue::take(std::int64_t number, const core::CertificationHold& hold,
                                 core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  const int taken = connection_->run(
      "UPDATE request SET holder = ?1, held_until = ?2, officer = ?3, officer_name = ?4, "
      "checks = ?5, failure = '' WHERE number = ?6 AND state = 'waiting' "
      "AND (held_until <= ?7 OR holder = ?1)",
      hold.holder, hold.until, hold.officer, hold.officer_name, joined(hold.checks), number, now);
  if (taken != 1) complain(number);
}

void SqlCertificationQueue::giveBack(std::int64_t number, const std::string& holder,
                                     const std::string& failure) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "UPDATE request SET holder = '', held_until = 0, failure = ? "
      "WHERE number = ? AND state = 'waiting' AND holder = ?",
      failure, number, holder);
}

void SqlCertificationQueue::certified(std::int64_t number, const std::string& copy,
                                      core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  const int done = connection_->run(
      "UPDATE request SET state = 'certified', copy = ?, decided = ?, holder = '', held_until = 0, "
      "failure = '' WHERE number = ? AND state = 'waiting'",
      copy, now, number);
  if (done == 1) return;
  if (connection_->value("SELECT count(*) FROM request WHERE number = ? AND copy = ?", number,
                         copy) == 1) {
    return;
  }
  complain(number);
}

void SqlCertificationQueue::certifiedElsewhere(std::int64_t number, const std::string& copy,
                                               const std::string& certifier, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  const int done = connection_->run(
      "UPDATE request SET state = 'certified', copy = ?1, officer = '', officer_name = ?2, "
      "checks = '', decided = ?3, holder = '', held_until = 0, failure = '' "
      "WHERE number = ?4 AND state = 'waiting' AND held_until <= ?3",
      copy, certifier, now, number);
  if (done != 1) complain(number);
}

void SqlCertificationQueue::refuse(std::int64_t number, const std::string& officer,
                                   const std::string& officer_name, const std::string& reason,
                                   core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  const int done = connection_->run(
      "UPDATE request SET state = 'refused', officer = ?1, officer_name = ?2, checks = '', "
      "reason = ?3, decided = ?4, holder = '', held_until = 0, failure = '' "
      "WHERE number = ?5 AND state = 'waiting' AND held_until <= ?4",
      officer, officer_name, reason, now, number);
  if (done != 1) complain(number);
}

}  // namespace sohoa::store
