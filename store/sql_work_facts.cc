#include "store/sql_work_facts.h"

#include <nlohmann/json.hpp>

#include "store/migrations.h"
#include "store/sql.h"

namespace sohoa::store {

SqlWorkFacts::SqlWorkFacts(const Location& location, std::chrono::milliseconds busy_timeout)
    : connection_(openDatabase(location, workSchema(), busy_timeout)) {}

SqlWorkFacts::~SqlWorkFacts() = default;

std::vector<core::WorkFacts::Times> SqlWorkFacts::times(
    const std::vector<std::string>& copies) const {
  const std::lock_guard lock(mutex_);
  const auto& dialect = connection_->dialect();
  std::string sql =
      "SELECT document.copy_id, input.taken, document_pdf.made FROM document "
      "JOIN document_pdf ON document_pdf.document = document.id AND document_pdf.role = 'agency' "
      "JOIN input ON input.master = document.master AND input.duplicate = 0 "
      "WHERE document.copy_id IN ";
  sql.append(dialect.list_before).append("?1").append(dialect.list_after);
  sql::Statement row(*connection_, sql);
  row.bind(nlohmann::json(copies).dump());
  std::vector<Times> times;
  while (row.step()) times.push_back({row.text(0), row.time(1), row.time(2)});
  return times;
}

std::vector<core::WorkFacts::Waiting> SqlWorkFacts::waiting(core::Timestamp from,
                                                            core::Timestamp until) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(
      *connection_,
      "SELECT batch.unit, code, count(*), min(since) "
      "FROM quarantine JOIN batch ON batch.id = quarantine.batch "
      "WHERE since >= ?1 AND since < ?2 GROUP BY batch.unit, code ORDER BY batch.unit, code");
  row.bind(from, until);
  std::vector<Waiting> waiting;
  while (row.step()) {
    waiting.push_back({row.text(0), row.text(1), row.integer(2), row.time(3)});
  }
  return waiting;
}

}  // namespace sohoa::store
