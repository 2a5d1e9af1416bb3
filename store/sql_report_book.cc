#include "store/sql_report_book.h"

#include <nlohmann/json.hpp>

#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

using core::ReportCount;
using core::ReportFigure;

namespace {

constexpr std::string_view kFigureColumns =
    "SELECT unit, measure, first_day, last_day, value, person, at FROM report_figure ";

std::optional<core::ReportBook::Place> placeIn(sql::Connection& database) {
  sql::Statement row(database, "SELECT incarnation, number, begun FROM report_place");
  row.bind();
  if (!row.step()) return std::nullopt;
  return core::ReportBook::Place{row.text(0), row.integer(1), row.time(2)};
}

bool same(const std::optional<core::ReportBook::Place>& one,
          const std::optional<core::ReportBook::Place>& other) {
  if (!one || !other) return !one && !other;
  return one->incarnation == other->incarnation && one->number == other->number;
}

ReportFigure figureFrom(const sql::Statement& row) {
  return {.unit = row.text(0),
          .measure = row.text(1),
          .from = row.text(2),
          .until = row.text(3),
          .value = row.integer(4),
          .person = row.text(5),
          .at = row.time(6)};
}

}  // namespace

SqlReportBook::SqlReportBook(const Location& location, std::chrono::milliseconds busy_timeout)
    : connection_(openDatabase(location, accessSchema(), busy_timeout)) {}

SqlReportBook::~SqlReportBook() = default;

std::optional<core::ReportBook::Place> SqlReportBook::place() const {
  const std::lock_guard lock(mutex_);
  return placeIn(*connection_);
}

bool SqlReportBook::beginAnew(const std::optional<Place>& from, const Place& to) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("report");
  if (!same(placeIn(*connection_), from)) return false;
  connection_->run("DELETE FROM report_count");
  connection_->run("DELETE FROM report_place");
  connection_->run(
      "INSERT INTO report_place (place, incarnation, number, begun) VALUES (1, ?, ?, ?)",
      to.incarnation, to.number, to.begun);
  transaction.commit();
  return true;
}

bool SqlReportBook::count(const Place& from, std::int64_t to,
                          const std::vector<ReportCount>& counts) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("report");
  if (!same(placeIn(*connection_), from)) return false;
  for (const auto& one : counts) {
    connection_->run(
        "INSERT INTO report_count (measure, day, unit, bucket, count) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (measure, day, unit, bucket) "
        "DO UPDATE SET count = report_count.count + excluded.count",
        one.measure, one.day, one.unit, one.bucket, one.count);
  }
  connection_->run("UPDATE report_place SET number = ?", to);
  transaction.commit();
  return true;
}

std::vector<core::ReportBook::Sum> SqlReportBook::sums(const std::string& measure,
                                                       const std::string& from,
                                                       const std::string& until,
                                                       bool by_day) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     by_day
                         ? "SELECT unit, bucket, CAST(sum(count) AS BIGINT), day FROM report_count "
                           "WHERE measure = ?1 AND day >= ?2 AND day <= ?3 "
                           "GROUP BY day, unit, bucket ORDER BY day, unit, bucket"
                         : "SELECT unit, bucket, CAST(sum(count) AS BIGINT) FROM report_count "
                           "WHERE measure = ?1 AND day >= ?2 AND day <= ?3 "
                           "GROUP BY unit, bucket ORDER BY unit, bucket");
  row.bind(measure, from, until);
  std::vector<Sum> sums;
  while (row.step()) {
    sums.push_back(
        {row.text(0), by_day ? row.text(3) : std::string(), row.number(1), row.integer(2)});
  }
  return sums;
}

std::vector<core::ReportBook::Sum> SqlReportBook::reuses(core::Timestamp from,
                                                         core::Timestamp until) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT unit, count(*) FROM reuse WHERE at >= ?1 AND at < ?2 "
                     "GROUP BY unit ORDER BY unit");
  row.bind(from, until);
  std::vector<Sum> sums;
  while (row.step()) sums.push_back({row.text(0), {}, 0, row.integer(1)});
  return sums;
}

void SqlReportBook::addFigures(const std::vector<ReportFigure>& figures) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  for (const auto& figure : figures) {
    connection_->run(
        "INSERT INTO report_figure (unit, measure, first_day, last_day, value, person, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        figure.unit, figure.measure, figure.from, figure.until, figure.value, figure.person,
        figure.at);
  }
  transaction.commit();
}

std::vector<ReportFigure> SqlReportBook::figures(const std::string& from,
                                                 const std::string& until) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     std::string(kFigureColumns) +
                         "WHERE number IN (SELECT max(number) FROM report_figure "
                         "WHERE first_day = ?1 AND last_day = ?2 GROUP BY unit, measure) "
                         "ORDER BY unit, measure");
  row.bind(from, until);
  std::vector<ReportFigure> figures;
  while (row.step()) figures.push_back(figureFrom(row));
  return figures;
}

std::vector<ReportFigure> SqlReportBook::lastFigures(
    const std::optional<std::vector<std::string>>& units, int limit) const {
  const auto& dialect = connection_->dialect();
  std::string sql(kFigureColumns);
  if (units) {
    sql.append("WHERE unit IN ")
        .append(dialect.list_before)
        .append("?1")
        .append(dialect.list_after);
  } else {
    sql += "WHERE ?1 = ''";
  }
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, sql + " ORDER BY number DESC LIMIT ?2");
  row.bind(units ? nlohmann::json(*units).dump() : std::string(), limit);
  std::vector<ReportFigure> figures;
  while (row.step()) figures.push_back(figureFrom(row));
  return figures;
}

}  // namespace sohoa::store
