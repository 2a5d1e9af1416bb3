#include "store/sql_webhook_book.h"

#include <algorithm>

#include "store/migrations.h"
#include "store/sql.h"
#include "store/word_list.h"

namespace sohoa::store {

using core::Error;
using core::MessageState;
using core::Webhook;
using core::WebhookMessage;

namespace {

constexpr std::string_view kWebhookColumns =
    "SELECT id, owner, unit, url, events, secret, created, silences FROM webhook ";
constexpr std::string_view kMessageColumns =
    "SELECT number, id, webhook, event, body, state, attempts, lease, created, due, status, "
    "problem, settled FROM webhook_message ";

Webhook webhookFrom(const sql::Statement& row, const SealedColumn& secret) {
  const auto events = splitAtCommas(row.text(4));
  return {.id = row.text(0),
          .owner = row.text(1),
          .unit = row.text(2),
          .url = row.text(3),
          .events = {events.begin(), events.end()},
          .secret = secret.opened(row.text(5), row.text(0)),
          .created = row.time(6),
          .silences = row.number(7)};
}

WebhookMessage messageFrom(const sql::Statement& row) {
  WebhookMessage message{.id = row.text(1),
                         .webhook = row.text(2),
                         .event = row.text(3),
                         .body = row.text(4),
                         .attempts = row.number(6),
                         .created = row.time(8),
                         .due = row.time(9),
                         .status = row.number(10),
                         .problem = row.text(11),
                         .settled = {},
                         .number = row.integer(0),
                         .lease = row.integer(7)};
  for (const auto state : {MessageState::kDelivered, MessageState::kDead}) {
    if (row.text(5) == slug(state)) message.state = state;
  }
  if (!row.isNull(12)) message.settled = row.time(12);
  return message;
}

}  // namespace

SqlWebhookBook::SqlWebhookBook(const Location& location, std::chrono::milliseconds busy_timeout,
                               const core::SecretBox* box)
    : connection_(openDatabase(location, accessSchema(), busy_timeout)),
      secret_(box, kWebhookSecrets) {
  secret_.sealAll(*connection_);
}

SqlWebhookBook::~SqlWebhookBook() = default;

void SqlWebhookBook::add(const Webhook& webhook) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "INSERT INTO webhook (id, owner, unit, url, events, secret, created) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      webhook.id, webhook.owner, webhook.unit, webhook.url, joined(webhook.events),
      secret_.sealed(*connection_, webhook.secret, webhook.id), webhook.created);
}

std::vector<Webhook> SqlWebhookBook::webhooks() const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kWebhookColumns) + "ORDER BY number");
  std::vector<Webhook> webhooks;
  while (row.step()) webhooks.push_back(webhookFrom(row, secret_));
  return webhooks;
}

std::optional<Webhook> SqlWebhookBook::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kWebhookColumns) + "WHERE id = ?");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  return webhookFrom(row, secret_);
}

void SqlWebhookBook::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (connection_->run("DELETE FROM webhook WHERE id = ?", id) != 1) {
    throw Error(core::kNoSuchWebhook, {});
  }
}

std::optional<std::int64_t> SqlWebhookBook::position(const std::string& feed) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, "SELECT position FROM feed_position WHERE feed = ?");
  row.bind(feed);
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

bool SqlWebhookBook::record(const std::string& feed, std::optional<std::int64_t> from,
                            std::int64_t to, const std::vector<WebhookMessage>& messages) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const int moved = from ? connection_->run(
                               "UPDATE feed_position SET position = ? WHERE feed = ? AND "
                               "position = ?",
                               to, feed, *from)
                         : connection_->run(
                               "INSERT INTO feed_position (feed, position) VALUES (?, ?) "
                               "ON CONFLICT (feed) DO NOTHING",
                               feed, to);
  if (moved != 1) return false;
  for (const auto& message : messages) {
    // A webhook may have been removed meanwhile.
    connection_->run(
        "INSERT INTO webhook_message (id, webhook, event, body, state, attempts, created, due, "
        "status, problem) SELECT ?1, id, ?2, ?3, 'waiting', 0, ?4, ?5, 0, '' FROM webhook "
        "WHERE id = ?6",
        message.id, message.event, message.body, message.created, message.due, message.webhook);
  }
  transaction.commit();
  return true;
}

std::optional<WebhookMessage> SqlWebhookBook::claim(core::Timestamp now, core::Timestamp until) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  std::optional<WebhookMessage> found;
  while (!found) {
    std::string webhook;
    {
      sql::Statement row(*connection_,
                         "SELECT id FROM (SELECT id, (SELECT MIN(due) FROM webhook_message "
                         "WHERE webhook = webhook.id AND state = 'waiting') AS first "
                         "FROM webhook WHERE busy_until <= ?1) AS free "
                         "WHERE first <= ?1 ORDER BY first, id LIMIT 1");
      row.bind(now);
      if (!row.step()) return std::nullopt;
      webhook = row.text(0);
    }
    // Another server may have been quicker.
    const int ours = connection_->run(
        "UPDATE webhook SET busy_until = ? WHERE id = ? AND busy_until <= ?", until, webhook, now);
    if (ours != 1) continue;
    sql::Statement row(*connection_, std::string(kMessageColumns) +
                                         "WHERE webhook = ? AND state = 'waiting' AND due <= ? "
                                         "ORDER BY due, number LIMIT 1");
    row.bind(webhook, now);
    if (row.step()) {
      found = messageFrom(row);
    } else {  // settled meanwhile
      connection_->run("UPDATE webhook SET busy_until = 0 WHERE id = ?", webhook);
    }
  }
  connection_->run("UPDATE webhook_message SET due = ?, lease = lease + 1 WHERE number = ?", until,
                   found->number);
  transaction.commit();
  ++found->lease;
  found->due = until;
  return found;
}

// Webhook and message in the order of claim(), so that no two wait for each other. An old claim
// frees nothing, since the webhook is busy until another time by then.
void SqlWebhookBook::settle(const WebhookMessage& held, const Settled& how) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const bool silent = how.status == 0;
  connection_->run(
      "UPDATE webhook SET busy_until = ?1, silences = CASE WHEN ?2 = 1 THEN silences + 1 ELSE 0 "
      "END "
      "WHERE id = ?3 AND busy_until = ?4",
      silent ? how.due : core::Timestamp(), silent ? 1 : 0, held.webhook, held.due);
  const bool waits = how.state == MessageState::kWaiting;
  connection_->run(
      "UPDATE webhook_message SET state = ?1, attempts = attempts + 1, status = ?2, problem = ?3, "
      "due = ?4, settled = CASE WHEN ?5 = 1 THEN NULL ELSE ?4 END "
      "WHERE number = ?6 AND lease = ?7 AND state = 'waiting'",
      std::string(slug(how.state)), how.status, std::string(how.problem), how.due, waits ? 1 : 0,
      held.number, held.lease);
  transaction.commit();
}

void SqlWebhookBook::delivered(const WebhookMessage& sent, int status, core::Timestamp now) {
  settle(sent, {MessageState::kDelivered, status, "", now});
}

void SqlWebhookBook::postponed(const WebhookMessage& failed, int status, std::string_view problem,
                               core::Timestamp due) {
  settle(failed, {MessageState::kWaiting, status, problem, due});
}

void SqlWebhookBook::died(const WebhookMessage& failed, int status, std::string_view problem,
                          core::Timestamp now) {
  settle(failed, {MessageState::kDead, status, problem, now});
}

int SqlWebhookBook::prune(core::Timestamp settled_before) {
  const std::lock_guard lock(mutex_);
  return connection_->run("DELETE FROM webhook_message WHERE settled < ?", settled_before);
}

std::vector<WebhookMessage> SqlWebhookBook::messages(const std::string& webhook,
                                                     const std::optional<MessageState>& state,
                                                     std::int64_t after, int limit) const {
  std::string sql(kMessageColumns);
  sql += "WHERE webhook = ?1 AND number > ?2";
  if (state) sql += " AND state = ?3";
  sql += " ORDER BY number LIMIT ?4";
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, sql);
  row.bind(webhook, after, std::string(state ? slug(*state) : ""), limit);
  std::vector<WebhookMessage> messages;
  while (row.step()) messages.push_back(messageFrom(row));
  return messages;
}

WebhookMessage SqlWebhookBook::replay(const std::string& webhook, const std::string& id,
                                      core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  const int changed = connection_->run(
      "UPDATE webhook_message SET state = 'waiting', attempts = 0, lease = lease + 1, due = ?, "
      "created = ?, problem = '', settled = NULL WHERE webhook = ? AND id = ?",
      now, now, webhook, id);
  if (changed != 1) throw Error(core::kNoSuchWebhook, {});
  connection_->run("UPDATE webhook SET silences = 0, busy_until = 0 WHERE id = ?", webhook);
  std::optional<WebhookMessage> found;
  {
    sql::Statement row(*connection_, std::string(kMessageColumns) + "WHERE id = ?");
    row.bind(id);
    if (row.step()) found = messageFrom(row);
  }
  transaction.commit();
  return found.value();
}

}  // namespace sohoa::store
