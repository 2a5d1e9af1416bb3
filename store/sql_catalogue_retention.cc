// What retention rules take out of the catalogue, and what they must not.
#include "core/random.h"
#include "store/errors.h"
#include "store/sql_catalogue.h"
#include "store/tombstones.h"
#include "store/word_index.h"

namespace sohoa::store {

using core::Error;
using core::Tombstone;

namespace {

constexpr std::string_view kTombstone =
    "SELECT number, copy_id, kind, unit, content, created, removed, rule, decision, person, "
    "product FROM tombstone";

Tombstone tombstoneFrom(const sql::Statement& row) {
  return {
      .number = row.integer(0),
      .copy_id = row.text(1),
      .kind = row.text(2),
      .unit = row.text(3),
      .content = row.digest(4),
      .created = row.time(5),
      .removed = row.time(6),
      .rule = row.text(7),
      .decision = row.text(8),
      .person = row.text(9),
      .product = row.text(10).empty() ? core::Product::kDigitised : core::product(row.text(10))};
}

}  // namespace

void SqlCatalogue::remove(const std::string& copy_id, const core::Removal& why,
                          core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("copies");
  std::int64_t id = 0;
  std::string words;
  {
    sql::Statement row(*connection_,
                       "SELECT " + std::string(kHitColumns) +
                           ", (SELECT text FROM copy_text WHERE copy = copy.id) FROM copy "
                           "WHERE copy_id = ?");
    row.bind(copy_id);
    if (!row.step()) throw Error(core::kNoSuchCopy, {.detail = copy_id});
    const auto hit = hitFrom(row);
    id = row.integer(8);
    words = searchedWords(hit.title, hit.fields, row.text(kColumnsOfHit));
  }
  if (connection_->value("SELECT count(*) FROM copy_hold WHERE copy_id = ? AND released IS NULL",
                         copy_id) != 0) {
    throw Error(core::kCopyHeld, {.detail = copy_id});
  }
  connection_->run(
      "INSERT INTO tombstone (number, copy_id, kind, unit, content, created, removed, "
      "rule, decision, person, product) SELECT " +
          std::string(kNextNumber) +
          ", copy_id, kind, unit, content, created, ?2, ?3, ?4, ?5, product FROM copy "
          "WHERE id = ?1",
      id, now, why.rule, why.decision, why.person);
  words_.remove(*connection_, id, words);
  connection_->run("DELETE FROM copy WHERE id = ?", id);
  transaction.commit();
}

std::optional<Tombstone> SqlCatalogue::tombstone(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, std::string(kTombstone) + " WHERE copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return tombstoneFrom(row);
}

std::vector<Tombstone> tombstonesBehind(sql::Connection& connection, std::int64_t after,
                                        const std::optional<std::vector<std::string>>& units,
                                        int limit) {
  std::string sql = std::string(kTombstone) + " WHERE number > ?1";
  if (units) {
    const auto& dialect = connection.dialect();
    sql.append(" AND unit IN ").append(dialect.list_before).append("?2").append(dialect.list_after);
  } else {
    sql += " AND (?2 IS NULL)";
  }
  sql += " ORDER BY number LIMIT ?3";
  sql::Statement row(connection, sql);
  row.bind(after, listed(units), limit);
  std::vector<Tombstone> found;
  while (row.step()) found.push_back(tombstoneFrom(row));
  return found;
}

std::vector<Tombstone> SqlCatalogue::tombstones(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  const std::lock_guard lock(mutex_);
  return tombstonesBehind(*connection_, after, units, limit);
}

void SqlCatalogue::hold(const std::string& copy_id, const std::string& reason,
                        const std::string& person, core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("copies");
  if (connection_->value("SELECT count(*) FROM copy WHERE copy_id = ?", copy_id) == 0) {
    throw Error(core::kNoSuchCopy, {.detail = copy_id});
  }
  connection_->run(
      "INSERT INTO copy_hold (copy_id, reason, person, since) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (copy_id) WHERE released IS NULL DO NOTHING",
      copy_id, reason, person, now);
  transaction.commit();
}

void SqlCatalogue::release(const std::string& copy_id, const std::string& person,
                           core::Timestamp now) {
  const std::lock_guard lock(mutex_);
  if (connection_->run("UPDATE copy_hold SET released = ?, released_by = ? "
                       "WHERE copy_id = ? AND released IS NULL",
                       now, person, copy_id) == 0) {
    throw Error(core::kNoSuchCopy, {.detail = copy_id});
  }
}

std::vector<core::CopyHold> SqlCatalogue::holds() const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT copy_id, reason, person, since FROM copy_hold "
                     "WHERE released IS NULL ORDER BY copy_id");
  std::vector<core::CopyHold> found;
  while (row.step()) found.push_back({row.text(0), row.text(1), row.text(2), row.time(3)});
  return found;
}

std::string SqlCatalogue::incarnation() const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, "SELECT id FROM incarnation");
  if (!row.step()) throw Error(kDamaged, {.detail = "no incarnation"});
  return row.text(0);
}

void SqlCatalogue::beginAnew() {
  const std::lock_guard lock(mutex_);
  connection_->run("UPDATE incarnation SET id = ?", core::randomHex(8));
}

}  // namespace sohoa::store
