#include "store/sql_access_book.h"

#include "core/ports/errors.h"
#include "core/ports/operator_book.h"
#include "store/access_chain.h"
#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

using core::AccessEntry;
using core::ApiClient;
using core::Error;
using core::LoggedAccess;
using core::Reuse;

namespace {

constexpr std::string_view kClientColumns =
    "SELECT id, name, unit, sees, roles, secret, certificate, per_minute, disabled, created "
    "FROM client ";
constexpr std::string_view kLogColumns =
    "SELECT number, at, client, unit, action, copy, purpose, case_file, status, chain "
    "FROM access_log ";
constexpr std::string_view kReuseColumns =
    "SELECT number, client, key, unit, copy, case_file, purpose, at FROM reuse ";

ApiClient clientFrom(const sql::Statement& row) {
  return {.id = row.text(0),
          .name = row.text(1),
          .unit = row.text(2),
          .sees = row.text(3),
          .roles = core::rolesFrom(row.text(4)),
          .secret = row.text(5),
          .certificate = row.text(6),
          .per_minute = row.number(7),
          .disabled = row.integer(8) != 0,
          .created = row.time(9)};
}

ApiClient heldBy(sql::Connection& database, const std::string& id) {
  sql::Statement row(database, std::string(kClientColumns) + "WHERE id = ?");
  row.bind(id);
  if (!row.step()) throw Error(core::kNoSuchClient, {.detail = id});
  return clientFrom(row);
}

LoggedAccess accessFrom(const sql::Statement& row) {
  return {row.integer(0),
          {row.time(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
           row.text(7), row.number(8)}};
}

core::AccessBook::NumberedReuse reuseFrom(const sql::Statement& row) {
  return {row.integer(0),
          {.key = row.text(2),
           .client = row.text(1),
           .unit = row.text(3),
           .copy = row.text(4),
           .case_file = row.text(5),
           .purpose = row.text(6),
           .at = row.time(7)}};
}

}  // namespace

SqlAccessBook::SqlAccessBook(const Location& location, Options options)
    : connection_(openDatabase(location, accessSchema(), options.busy_timeout)) {}

SqlAccessBook::~SqlAccessBook() = default;

void SqlAccessBook::addClient(const ApiClient& client) {
  if (client.id.starts_with(core::kOperatorIds)) {
    throw Error(core::kClientThere, {.detail = client.id});
  }
  const std::lock_guard lock(mutex_);
  const int added = connection_->run(
      "INSERT INTO client (id, name, unit, sees, roles, secret, certificate, per_minute, disabled, "
      "created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
      client.id, client.name, client.unit, client.sees, joined(client.roles), client.secret,
      client.certificate, client.per_minute, client.disabled, client.created);
  if (added != 1) throw Error(core::kClientThere, {.detail = client.id});
}

ApiClient SqlAccessBook::changeClient(const std::string& id,
                                      const std::function<void(ApiClient&)>& change) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("client");  // nobody changes it in between
  auto client = heldBy(*connection_, id);
  change(client);
  connection_->run(
      "UPDATE client SET name = ?, unit = ?, sees = ?, roles = ?, secret = ?, certificate = ?, "
      "per_minute = ?, disabled = ? WHERE id = ?",
      client.name, client.unit, client.sees, joined(client.roles), client.secret,
      client.certificate, client.per_minute, client.disabled, id);
  transaction.commit();
  return client;
}

std::optional<ApiClient> SqlAccessBook::client(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kClientColumns) + "WHERE id = ?");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  return clientFrom(row);
}

std::vector<ApiClient> SqlAccessBook::clients() const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kClientColumns) + "ORDER BY id");
  std::vector<ApiClient> clients;
  while (row.step()) clients.push_back(clientFrom(row));
  return clients;
}

std::optional<core::AccessBook::Remembered> SqlAccessBook::remembered(
    const std::string& client, const std::string& key) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT fingerprint, answer FROM request WHERE client = ? AND key = ?");
  row.bind(client, key);
  if (!row.step()) return std::nullopt;
  return Remembered{row.text(0), row.text(1)};
}

void SqlAccessBook::remember(const std::string& client, const std::string& key,
                             const Remembered& request, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "INSERT INTO request (client, key, fingerprint, answer, at) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (client, key) DO NOTHING",
      client, key, request.fingerprint, request.answer, now);
}

void SqlAccessBook::log(const std::vector<AccessEntry>& entries) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("access log");  // a chain has one end
  std::int64_t number = 0;
  core::Sha256 chain;
  {
    sql::Statement last(*connection_,
                        "SELECT number, chain FROM access_log ORDER BY number DESC LIMIT 1");
    if (last.step()) {
      number = last.integer(0);
      chain = last.digest(1);
    }
  }
  for (const auto& entry : entries) {
    chain = chained(chain, {++number, entry});
    connection_->run(
        "INSERT INTO access_log (number, at, client, unit, action, copy, purpose, case_file, "
        "status, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number, entry.at, entry.client, entry.unit, entry.action, entry.copy, entry.purpose,
        entry.case_file, entry.status, chain);
  }
  transaction.commit();
}

std::vector<LoggedAccess> SqlAccessBook::logged(const LogQuery& query) const {
  std::string sql(kLogColumns);
  const bool back = query.newest_first;
  sql += back && query.after != 0 ? "WHERE number < ?1" : "WHERE number > ?1";
  if (query.copy) sql += " AND copy = ?2 AND copy <> ''";
  if (query.client) sql += " AND client = ?3";
  if (query.about_accounts) sql += " AND substr(action, 1, 8) = 'account.'";
  sql += back ? " ORDER BY number DESC LIMIT ?4" : " ORDER BY number LIMIT ?4";
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, sql);
  row.bind(query.after, query.copy, query.client, query.limit);
  std::vector<LoggedAccess> out;
  while (row.step()) out.push_back(accessFrom(row));
  return out;
}

std::string SqlAccessBook::logProblem() const {
  constexpr int kPage = 1000;
  core::Sha256 chain;
  std::int64_t last = 0;
  for (;;) {
    const std::lock_guard lock(mutex_);
    sql::Statement row(*connection_,
                       std::string(kLogColumns) + "WHERE number > ? ORDER BY number LIMIT ?");
    row.bind(last, kPage);
    int seen = 0;
    for (; row.step(); ++seen) {
      const auto access = accessFrom(row);
      chain = chained(chain, access);
      if (access.number != last + 1 || chain != row.digest(9)) {
        return std::to_string(access.number);
      }
      last = access.number;
    }
    if (seen < kPage) return {};
  }
}

Reuse SqlAccessBook::recordReuse(const Reuse& reuse) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  // Numbers become visible in their order, so that whoever reads on misses none.
  connection_->passAlone("reuse");
  {
    sql::Statement row(*connection_, std::string(kReuseColumns) + "WHERE client = ? AND key = ?");
    row.bind(reuse.client, reuse.key);
    if (row.step()) {
      const auto first = reuseFrom(row).reuse;
      if (first.copy != reuse.copy || first.case_file != reuse.case_file ||
          first.purpose != reuse.purpose || first.unit != reuse.unit) {
        throw Error(core::kReuseConflict, {});
      }
      return first;
    }
  }
  connection_->run(
      "INSERT INTO reuse (client, key, unit, copy, case_file, purpose, at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      reuse.client, reuse.key, reuse.unit, reuse.copy, reuse.case_file, reuse.purpose, reuse.at);
  transaction.commit();
  return reuse;
}

std::vector<core::AccessBook::NumberedReuse> SqlAccessBook::reuses(const ReuseQuery& query) const {
  std::string sql(kReuseColumns);
  sql += "WHERE number > ?1";
  if (query.copy) sql += " AND copy = ?2";
  if (query.unit) sql += " AND unit = ?3";
  if (query.from) sql += " AND at >= ?4";
  if (query.until) sql += " AND at < ?5";
  sql += " ORDER BY number LIMIT ?6";
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, sql);
  row.bind(query.after, query.copy, query.unit, query.from, query.until, query.limit);
  std::vector<NumberedReuse> out;
  while (row.step()) out.push_back(reuseFrom(row));
  return out;
}

}  // namespace sohoa::store
