// What waits for a person, and what was decided.
#include "store/sql_review_book.h"

#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::ReviewEntry;
using core::Timestamp;
using nlohmann::json;

namespace {

constexpr std::string_view kEntries =
    "SELECT review.document, document.copy_id, document.master, batch.id, batch.lane, batch.unit, "
    "CASE WHEN review.state = 'waiting' AND document.state = 'drafted' THEN 1 ELSE 0 END, "
    "review.since, review.certainty, review.whole, review.revision, "
    "coalesce(step.author, ''), coalesce(step.at, review.since), "
    "review.claimed_by, review.claimed_until "
    "FROM review JOIN document ON document.id = review.document "
    "JOIN master ON master.id = document.master JOIN batch ON batch.id = master.batch "
    "LEFT JOIN review_revision AS step ON step.document = review.document "
    "AND step.number = review.revision ";

ReviewEntry entryFrom(const sql::Statement& row) {
  return {.document = row.integer(0),
          .copy_id = row.text(1),
          .master = row.integer(2),
          .batch = row.text(3),
          .lane = lane(row.text(4)),
          .unit = row.text(5),
          .state = row.integer(6) != 0 ? ReviewEntry::State::kWaiting : ReviewEntry::State::kOver,
          .since = row.time(7),
          .certainty = static_cast<double>(row.integer(8)) / 1000,
          .whole = row.integer(9) != 0,
          .revision = row.number(10),
          .author = row.text(11),
          .changed = row.time(12),
          .claimed_by = row.text(13),
          .claimed_until = row.time(14)};
}

// Refers to ?1 in any case.
std::string ofUnits(const sql::Connection& connection, bool all) {
  if (all) return " AND ?1 = ''";
  return std::string(" AND batch.unit IN ")
      .append(connection.dialect().list_before)
      .append("?1")
      .append(connection.dialect().list_after);
}

std::string listOf(const std::optional<std::vector<std::string>>& units) {
  return units ? json(*units).dump() : std::string();
}

}  // namespace

SqlReviewBook::SqlReviewBook(const Location& location, std::function<std::string()> new_copy_id)
    : connection_(openDatabase(location, workSchema(), SqlWorkStore::Options().busy_timeout)),
      new_copy_id_(std::move(new_copy_id)) {}

SqlReviewBook::~SqlReviewBook() = default;

std::vector<ReviewEntry> SqlReviewBook::waiting(const Wanted& wanted) {
  std::vector<ReviewEntry> entries;
  std::string query(kEntries);
  query.append("WHERE review.state = 'waiting' AND document.state = 'drafted'")
      .append(ofUnits(*connection_, !wanted.units))
      .append(
          " ORDER BY CASE WHEN ?4 <> '' AND review.claimed_by NOT IN ('', ?4) "
          "AND review.claimed_until > ?5 THEN 1 ELSE 0 END, "
          "CASE batch.lane WHEN 'counter' THEN 0 WHEN 'case' THEN 1 ELSE 2 END, ")
      .append(wanted.least_certain_first ? "review.certainty, " : "")
      .append("review.since, review.document LIMIT ?2 OFFSET ?3");
  sql::Statement row(*connection_, query);
  row.bind(listOf(wanted.units), wanted.most, wanted.skip, wanted.person, wanted.now);
  while (row.step()) entries.push_back(entryFrom(row));
  return entries;
}

int SqlReviewBook::count(const std::optional<std::vector<std::string>>& units) {
  return static_cast<int>(connection_->value(
      "SELECT count(*) FROM review_waiting JOIN master ON master.id = review_waiting.master "
      "JOIN batch ON batch.id = master.batch WHERE 1 = 1" +
          ofUnits(*connection_, !units),
      listOf(units)));
}

std::optional<ReviewEntry> SqlReviewBook::entryWhere(std::string_view condition,
                                                     const std::string& copy_id, Id document) {
  sql::Statement row(*connection_, std::string(kEntries).append(condition));
  row.bind(copy_id, document);
  if (!row.step()) return std::nullopt;
  return entryFrom(row);
}

std::optional<ReviewEntry> SqlReviewBook::find(const std::string& copy_id) {
  return entryWhere("WHERE document.copy_id = ?1 AND ?2 = 0", copy_id, 0);
}

core::ReviewContent SqlReviewBook::content(Id document, int revision) {
  sql::Statement row(*connection_,
                     "SELECT content FROM review_revision WHERE document = ? AND number = ?");
  row.bind(document, revision);
  if (!row.step()) {
    throw Error(core::kNoSuchItem, {.detail = "revision " + std::to_string(revision)});
  }
  try {
    return json::parse(row.text(0)).get<core::ReviewContent>();
  } catch (const std::exception&) {
    throw Error(kDamaged, {.detail = "a revision of document " + std::to_string(document)});
  }
}

std::vector<core::ReviewStep> SqlReviewBook::steps(Id document) {
  std::vector<core::ReviewStep> steps;
  sql::Statement row(*connection_,
                     "SELECT number, author, action, at FROM review_revision WHERE document = ? "
                     "ORDER BY number");
  row.bind(document);
  while (row.step()) steps.push_back({row.number(0), row.text(1), row.text(2), row.time(3)});
  return steps;
}

std::vector<core::ReviewEffort> SqlReviewBook::efforts(Timestamp since, Timestamp until) {
  std::vector<core::ReviewEffort> list;
  sql::Statement row(*connection_,
                     "SELECT batch, copy, kind, person, at, field, corrections, work_ms "
                     "FROM review_effort WHERE at >= ? AND at < ? ORDER BY number");
  row.bind(since, until);
  while (row.step()) {
    if (row.text(5).empty()) {
      list.push_back({.batch = row.text(0),
                      .copy_id = row.text(1),
                      .kind = row.text(2),
                      .person = row.text(3),
                      .at = row.time(4),
                      .work = std::chrono::milliseconds(row.integer(7))});
    } else if (!list.empty()) {
      list.back().corrections[row.text(5)] = row.number(6);
    }
  }
  return list;
}

}  // namespace sohoa::store
