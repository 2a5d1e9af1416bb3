#include "store/sql_operator_book.h"

#include <algorithm>

#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

using core::Error;
using core::Operator;
using core::Session;

namespace {

constexpr std::string_view kColumns =
    "SELECT id, login, name, unit, sees, roles, password, must_change, totp, subject, disabled, "
    "created FROM operator ";

Operator operatorFrom(const sql::Statement& row, const SealedColumn& totp) {
  return {.id = row.text(0),
          .login = row.text(1),
          .name = row.text(2),
          .unit = row.text(3),
          .sees = row.text(4),
          .roles = core::rolesFrom(row.text(5)),
          .password = row.text(6),
          .must_change = row.integer(7) != 0,
          .totp = totp.opened(row.text(8), row.text(0)),
          .subject = row.text(9),
          .disabled = row.integer(10) != 0,
          .created = row.time(11)};
}

Operator heldBy(sql::Connection& database, const SealedColumn& totp, const std::string& id) {
  sql::Statement row(database, std::string(kColumns) + "WHERE id = ?");
  row.bind(id);
  if (!row.step()) throw Error(core::kNoSuchOperator, {.detail = id});
  return operatorFrom(row, totp);
}

bool administers(const Operator& person) {
  return !person.disabled && person.roles.count(core::Role::kAdmin) != 0;
}

// Who administers every unit is followed by one who does so too; anybody else by any administrator.
void requireAnotherAdmin(sql::Connection& database, const Operator& before, const Operator& after) {
  const bool of_all = before.sees == core::kEveryUnit;
  if (!administers(before) || (administers(after) && (!of_all || after.sees == core::kEveryUnit))) {
    return;
  }
  const auto others = database.value(
      "SELECT count(*) FROM operator WHERE disabled = 0 AND id <> ?1 "
      "AND ',' || roles || ',' LIKE '%,admin,%' AND (sees = '*' OR ?2 = 0)",
      before.id, of_all);
  if (others == 0) throw Error(core::kLastAdmin, {});
}

Session::Stage stageFrom(const std::string& word) {
  for (const auto stage : {Session::Stage::kCode, Session::Stage::kPassword}) {
    if (word == slug(stage)) return stage;
  }
  return Session::Stage::kFull;
}

std::chrono::seconds waitAfter(int failures, const core::OperatorBook::Patience& patience) {
  if (failures < patience.free) return std::chrono::seconds(0);
  const int doublings = std::min(failures - patience.free, 20);
  return std::min(patience.longest, patience.first * (std::int64_t{1} << doublings));
}

}  // namespace

SqlOperatorBook::SqlOperatorBook(const Location& location, std::chrono::milliseconds busy_timeout,
                                 const core::SecretBox* box)
    : connection_(openDatabase(location, accessSchema(), busy_timeout)),
      totp_(box, kSecondFactors) {
  totp_.sealAll(*connection_);
}

SqlOperatorBook::~SqlOperatorBook() = default;

void SqlOperatorBook::addOperator(const Operator& person) {
  const std::lock_guard lock(mutex_);
  const int added = connection_->run(
      "INSERT INTO operator (id, login, name, unit, sees, roles, password, must_change, totp, "
      "subject, disabled, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT DO NOTHING",
      person.id, person.login, person.name, person.unit, person.sees, joined(person.roles),
      person.password, person.must_change, totp_.sealed(*connection_, person.totp, person.id),
      person.subject, person.disabled, person.created);
  if (added != 1) throw Error(core::kOperatorThere, {.detail = person.login});
}

Operator SqlOperatorBook::changeOperator(const std::string& id,
                                         const std::function<void(Operator&)>& change) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("operator");  // nobody changes it or takes the subject in between
  auto person = heldBy(*connection_, totp_, id);
  const auto before = person;
  change(person);
  requireAnotherAdmin(*connection_, before, person);
  if (connection_->value("SELECT count(*) FROM operator WHERE subject = ? AND subject <> '' "
                         "AND id <> ?",
                         person.subject, id) != 0) {
    throw Error(core::kOperatorThere, {.detail = person.login});
  }
  connection_->run(
      "UPDATE operator SET name = ?1, unit = ?2, sees = ?3, roles = ?4, password = ?5, "
      "must_change = ?6, subject = ?7, disabled = ?8 WHERE id = ?9",
      person.name, person.unit, person.sees, joined(person.roles), person.password,
      person.must_change, person.subject, person.disabled, id);
  if (person.totp != before.totp) {
    connection_->run("UPDATE operator SET totp = ?, totp_step = 0 WHERE id = ?",
                     totp_.sealed(*connection_, person.totp, id), id);
  }
  transaction.commit();
  return person;
}

std::optional<Operator> SqlOperatorBook::one(const char* condition,
                                             const std::string& value) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kColumns) + condition);
  row.bind(value);
  if (!row.step()) return std::nullopt;
  return operatorFrom(row, totp_);
}

std::optional<Operator> SqlOperatorBook::operatorById(const std::string& id) const {
  return one("WHERE id = ?", id);
}

std::optional<Operator> SqlOperatorBook::operatorByLogin(const std::string& login) const {
  return one("WHERE login = ?", login);
}

std::optional<Operator> SqlOperatorBook::operatorBySubject(const std::string& subject) const {
  return one("WHERE subject = ? AND subject <> ''", subject);
}

std::vector<Operator> SqlOperatorBook::operators() const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kColumns) + "ORDER BY login");
  std::vector<Operator> people;
  while (row.step()) people.push_back(operatorFrom(row, totp_));
  return people;
}

bool SqlOperatorBook::useStep(const std::string& id, std::int64_t step) {
  const std::lock_guard lock(mutex_);
  return connection_->run("UPDATE operator SET totp_step = ?1 WHERE id = ?2 AND totp_step < ?1",
                          step, id) == 1;
}

void SqlOperatorBook::setRecoveryCodes(const std::string& id,
                                       const std::vector<std::string>& codes) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->run("DELETE FROM recovery_code WHERE operator = ?", id);
  for (const auto& code : codes) {
    connection_->run("INSERT INTO recovery_code (operator, code) VALUES (?, ?)", id, code);
  }
  transaction.commit();
}

bool SqlOperatorBook::useRecoveryCode(const std::string& id, const std::string& code) {
  const std::lock_guard lock(mutex_);
  return connection_->run("DELETE FROM recovery_code WHERE operator = ? AND code = ?", id, code) ==
         1;
}

int SqlOperatorBook::startAttempt(const std::vector<std::pair<std::string, Patience>>& names,
                                  core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("login attempt");
  std::chrono::milliseconds wait{0};
  std::vector<int> failures;
  for (const auto& [name, patience] : names) {
    sql::Statement row(*connection_,
                       "SELECT failures, until, at FROM login_attempt WHERE name = ?");
    row.bind(name);
    int before = 0;
    if (row.step() && row.time(2) + patience.forgotten > now) {
      before = row.number(0);
      wait = std::max(wait, row.time(1) - now);
    }
    failures.push_back(before + 1);
  }
  if (wait.count() > 0) {
    return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& [name, patience] = names[i];
    connection_->run(
        "INSERT INTO login_attempt (name, failures, until, at) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (name) DO UPDATE SET failures = ?2, until = ?3, at = ?4",
        name, failures[i], now + waitAfter(failures[i], patience), now);
    // Strangers make up names; what is forgotten anyway need not be kept.
    connection_->run("DELETE FROM login_attempt WHERE at < ?", now - patience.forgotten);
  }
  transaction.commit();
  return 0;
}

void SqlOperatorBook::attemptSucceeded(const std::vector<std::string>& names,
                                       const std::string& cleared) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("login attempt");
  for (const auto& name : names) {
    connection_->run(
        "UPDATE login_attempt SET failures = failures - 1, until = 0 "
        "WHERE name = ? AND failures > 0",
        name);
  }
  connection_->run("DELETE FROM login_attempt WHERE name = ?", cleared);
  transaction.commit();
}

void SqlOperatorBook::addSession(const Session& session) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "INSERT INTO session (key, operator, stage, created, seen, ends) VALUES (?, ?, ?, ?, ?, ?)",
      session.key, session.operator_id, slug(session.stage), session.created, session.seen,
      session.ends);
}

std::optional<Session> SqlOperatorBook::session(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT operator, stage, created, seen, ends FROM session WHERE key = ?");
  row.bind(key);
  if (!row.step()) return std::nullopt;
  return Session{.key = key,
                 .operator_id = row.text(0),
                 .stage = stageFrom(row.text(1)),
                 .created = row.time(2),
                 .seen = row.time(3),
                 .ends = row.time(4)};
}

void SqlOperatorBook::touchSession(const std::string& key, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  connection_->run("UPDATE session SET seen = ?1 WHERE key = ?2 AND seen < ?1", now, key);
}

void SqlOperatorBook::endSession(const std::string& key) {
  const std::lock_guard lock(mutex_);
  connection_->run("DELETE FROM session WHERE key = ?", key);
}

void SqlOperatorBook::endSessions(const std::string& operator_id) {
  const std::lock_guard lock(mutex_);
  connection_->run("DELETE FROM session WHERE operator = ?", operator_id);
}

int SqlOperatorBook::expireSessions(core::Timestamp now, core::Timestamp seen_before) {
  const std::lock_guard lock(mutex_);
  return connection_->run("DELETE FROM session WHERE ends <= ? OR seen < ?", now, seen_before);
}

}  // namespace sohoa::store
