// Rows and sums as the port shows them.
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/sqlite.h"
#include "store/sqlite_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;

namespace {

[[noreturn]] void noSuch(std::string_view what, Id id) {
  throw Error(core::kNoSuchItem, {.detail = std::string(what) + " " + std::to_string(id)});
}

std::string select(std::string_view columns, std::string_view rest) {
  return std::string("SELECT ").append(columns).append(rest);
}

constexpr std::string_view kDocuments =
    "SELECT d.id, d.master, d.copy_id, d.content, d.state, "
    "(SELECT pdf FROM document_pdf WHERE document = d.id AND role = 'base'), "
    "(SELECT pdf FROM document_pdf WHERE document = d.id AND role = 'operator'), "
    "(SELECT pdf FROM document_pdf WHERE document = d.id AND role = 'agency') "
    "FROM document d ";

}  // namespace

core::MasterRow SqliteWorkStore::master(Id id) {
  sqlite::Statement row(*database_, select(kMasterColumns, " FROM master WHERE id = ?"));
  row.bind(id);
  if (!row.step()) noSuch("master", id);
  return masterFrom(row);
}

core::PageRow SqliteWorkStore::page(Id id) {
  sqlite::Statement row(*database_, select(kPageColumns, " FROM page WHERE id = ?"));
  row.bind(id);
  if (!row.step()) noSuch("page", id);
  return pageFrom(row);
}

std::vector<core::PageRow> SqliteWorkStore::pages(Id master) {
  std::vector<core::PageRow> rows;
  sqlite::Statement row(*database_,
                        select(kPageColumns, " FROM page WHERE master = ? ORDER BY number"));
  row.bind(master);
  while (row.step()) rows.push_back(pageFrom(row));
  return rows;
}

core::DocumentRow SqliteWorkStore::documentFrom(sqlite::Statement& row) {
  core::DocumentRow document{.id = row.integer(0),
                             .master = row.integer(1),
                             .copy_id = row.text(2),
                             .document = {},
                             .state = documentState(row.text(4)),
                             .base_pdf = row.optionalDigest(5),
                             .operator_pdf = row.optionalDigest(6),
                             .agency_pdf = row.optionalDigest(7)};
  try {
    document.document = nlohmann::json::parse(row.text(3)).get<core::Document>();
  } catch (const nlohmann::json::exception&) {
    throw Error(kDamaged, {.detail = "content of document " + std::to_string(document.id)});
  }
  return document;
}

core::DocumentRow SqliteWorkStore::document(Id id) {
  sqlite::Statement row(*database_, std::string(kDocuments) + "WHERE d.id = ?");
  row.bind(id);
  if (!row.step()) noSuch("document", id);
  return documentFrom(row);
}

std::optional<core::DocumentRow> SqliteWorkStore::findDocument(const std::string& copy_id) {
  sqlite::Statement row(*database_, std::string(kDocuments) + "WHERE d.copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return documentFrom(row);
}

std::vector<core::DocumentRow> SqliteWorkStore::documents(const std::string& batch) {
  std::vector<core::DocumentRow> rows;
  sqlite::Statement row(*database_, std::string(kDocuments) +
                                        "JOIN master m ON m.id = d.master WHERE m.batch = ? "
                                        "ORDER BY d.master, d.position");
  row.bind(batch);
  while (row.step()) rows.push_back(documentFrom(row));
  return rows;
}

std::vector<core::BatchRow> SqliteWorkStore::batches() {
  std::vector<core::BatchRow> rows;
  sqlite::Statement row(*database_,
                        "SELECT id, created, lane, unit, paused FROM batch "
                        "ORDER BY created, id");
  while (row.step()) {
    rows.push_back({row.text(0), row.time(1), lane(row.text(2)), row.text(3), row.integer(4) != 0});
  }
  return rows;
}

std::vector<core::InputRow> SqliteWorkStore::inputs(const std::string& batch) {
  std::vector<core::InputRow> rows;
  sqlite::Statement row(*database_,
                        "SELECT batch, path, master, duplicate, error_slug FROM input "
                        "WHERE batch = ? ORDER BY id");
  row.bind(batch);
  while (row.step()) {
    core::InputRow input{.batch = row.text(0),
                         .path = row.text(1),
                         .master = {},
                         .duplicate = row.integer(3) != 0,
                         .error_slug = {}};
    if (!row.isNull(2)) input.master = row.integer(2);
    if (!row.isNull(4)) input.error_slug = row.text(4);
    rows.push_back(std::move(input));
  }
  return rows;
}

std::vector<core::MasterRow> SqliteWorkStore::masters(const std::string& batch) {
  std::vector<core::MasterRow> rows;
  sqlite::Statement row(*database_,
                        select(kMasterColumns, " FROM master WHERE batch = ? ORDER BY id"));
  row.bind(batch);
  while (row.step()) rows.push_back(masterFrom(row));
  return rows;
}

core::SheetBalance SqliteWorkStore::balance(const std::string& batch) {
  const sqlite::Transaction snapshot(*database_, sqlite::Transaction::Kind::kRead);
  core::SheetBalance sheets;
  // Three counts from three tables: inputs and what opening said, page rows, and their fates.
  sheets.fed = static_cast<int>(
      database_->value("SELECT sum(max(m.page_count, 1)) FROM input i "
                       "JOIN master m ON m.id = i.master WHERE i.batch = ? AND i.duplicate = 0",
                       batch));
  sheets.stored =
      static_cast<int>(database_->value("SELECT sum(iif(page_count = 0, 1, "
                                        "(SELECT count(*) FROM page WHERE master = m.id))) "
                                        "FROM master m WHERE batch = ?",
                                        batch));
  sqlite::Statement row(*database_,
                        "SELECT sum(fate = 'kept'), sum(fate = 'blank'), sum(fate = 'separator'), "
                        "sum(fate = 'quarantined'), sum(fate = 'waiting') "
                        "FROM sheet WHERE batch = ?");
  row.bind(batch);
  if (row.step()) {
    sheets.kept = row.number(0);
    sheets.blank = row.number(1);
    sheets.separator = row.number(2);
    sheets.quarantined = row.number(3);
    sheets.waiting = row.number(4);
  }
  sheets.second_images = static_cast<int>(
      database_->value("SELECT count(*) FROM master "
                       "JOIN said ON said.sha256 = master.sha256 "
                       "JOIN json_each(said.content, '$.second_images') AS again "
                       "JOIN page ON page.master = master.id AND page.number = again.value "
                       "WHERE master.batch = ?",
                       batch));
  return sheets;
}

core::Progress SqliteWorkStore::progress(const std::string& batch) {
  const sqlite::Transaction snapshot(*database_, sqlite::Transaction::Kind::kRead);
  core::Progress progress;
  sqlite::Statement jobs(*database_,
                         "SELECT count(*), coalesce(sum(state = 'running'), 0), "
                         "min(iif(state = 'ready' AND run_at > 0, run_at, NULL)), "
                         "coalesce(sum(held AND state = 'ready'), 0) "
                         "FROM job WHERE batch = ?");
  jobs.bind(batch);
  if (jobs.step()) {
    progress.jobs_open = jobs.number(0);
    progress.jobs_running = jobs.number(1);
    if (!jobs.isNull(2)) progress.next_attempt = jobs.time(2);
    progress.jobs_held = jobs.number(3);
  }
  sqlite::Statement waiting(*database_,
                            "SELECT waits_for FROM job WHERE batch = ? AND state = 'ready' "
                            "AND waits_for IS NOT NULL AND run_at > 0 "
                            "ORDER BY run_at DESC, id LIMIT 1");
  waiting.bind(batch);
  if (waiting.step()) progress.waits_for = waiting.text(0);
  sqlite::Statement pages(*database_,
                          "SELECT count(*), coalesce(sum(p.state <> 'waiting'), 0) FROM page p "
                          "JOIN master m ON m.id = p.master WHERE m.batch = ?");
  pages.bind(batch);
  if (pages.step()) {
    progress.pages_total = pages.number(0);
    progress.pages_done = pages.number(1);
  }
  sqlite::Statement copies(*database_,
                           "SELECT coalesce(sum(d.state <> 'quarantined'), 0), "
                           "coalesce(sum(d.state = 'delivered'), 0) FROM document d "
                           "JOIN master m ON m.id = d.master WHERE m.batch = ?");
  copies.bind(batch);
  if (copies.step()) {
    progress.copies_total = copies.number(0);
    progress.copies_done = copies.number(1);
  }
  return progress;
}

int SqliteWorkStore::jobsOpen() {
  return static_cast<int>(database_->value("SELECT count(*) FROM job"));
}

std::vector<core::LaneLoad> SqliteWorkStore::lanes() {
  sqlite::Statement row(*database_,
                        "SELECT lane, sum(CASE WHEN state = 'ready' THEN 1 ELSE 0 END), "
                        "sum(CASE WHEN state = 'running' THEN 1 ELSE 0 END), min(added) "
                        "FROM job WHERE held = 0 GROUP BY lane");
  std::vector<core::LaneLoad> lanes;
  while (row.step()) {
    lanes.push_back({store::lane(row.text(0)), row.number(1), row.number(2), row.time(3)});
  }
  return lanes;
}

}  // namespace sohoa::store
