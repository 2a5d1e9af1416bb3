// Rows and sums as the port shows them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/sheet_balance.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
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
    "(SELECT pdf FROM document_pdf WHERE document = d.id AND role = 'agency'), d.position "
    "FROM document d ";

constexpr std::string_view kBatches = "SELECT id, created, lane, unit, paused, review FROM batch ";

core::BatchRow batchFrom(const sql::Statement& row) {
  return {row.text(0), row.time(1),         lane(row.text(2)),
          row.text(3), row.integer(4) != 0, core::reviewWait(row.text(5))};
}

}  // namespace

core::MasterRow SqlWorkStore::master(Id id) {
  sql::Statement row(*connection_, select(kMasterColumns, " FROM master WHERE id = ?"));
  row.bind(id);
  if (!row.step()) noSuch("master", id);
  return masterFrom(row);
}

core::PageRow SqlWorkStore::page(Id id) {
  sql::Statement row(*connection_, select(kPageColumns, " FROM page WHERE id = ?"));
  row.bind(id);
  if (!row.step()) noSuch("page", id);
  return pageFrom(row);
}

std::vector<core::PageRow> SqlWorkStore::pages(Id master) {
  std::vector<core::PageRow> rows;
  sql::Statement row(*connection_,
                     select(kPageColumns, " FROM page WHERE master = ? ORDER BY number"));
  row.bind(master);
  while (row.step()) rows.push_back(pageFrom(row));
  return rows;
}

core::DocumentRow SqlWorkStore::documentFrom(sql::Statement& row) {
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

core::DocumentRow SqlWorkStore::document(Id id) {
  sql::Statement row(*connection_, std::string(kDocuments) + "WHERE d.id = ?");
  row.bind(id);
  if (!row.step()) noSuch("document", id);
  return documentFrom(row);
}

std::optional<core::DocumentRow> SqlWorkStore::findDocument(const std::string& copy_id) {
  sql::Statement row(*connection_, std::string(kDocuments) + "WHERE d.copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return documentFrom(row);
}

std::vector<core::DocumentRow> SqlWorkStore::documents(const std::string& batch) {
  std::vector<core::DocumentRow> rows;
  sql::Statement row(*connection_, std::string(kDocuments) +
                                       "JOIN master m ON m.id = d.master WHERE m.batch = ? "
                                       "ORDER BY d.master, d.position");
  row.bind(batch);
  while (row.step()) rows.push_back(documentFrom(row));
  return rows;
}

core::DocumentPage SqlWorkStore::documentsAfter(const std::string& batch,
                                                const core::DocumentPlace& after, int limit) {
  core::DocumentPage page;
  // The bound on the file is what the index of files begins at.
  sql::Statement row(*connection_,
                     std::string(kDocuments) +
                         "JOIN master m ON m.id = d.master WHERE m.batch = ?1 AND m.id >= ?2 "
                         "AND (m.id > ?2 OR d.position > ?3) ORDER BY m.id, d.position LIMIT ?4");
  row.bind(batch, after.master, after.position, limit + 1);
  core::DocumentPlace last;
  while (row.step()) {
    if (static_cast<int>(page.rows.size()) == limit) {
      page.next = last;
      break;
    }
    page.rows.push_back(documentFrom(row));
    last = {page.rows.back().master, row.number(8)};
  }
  return page;
}

std::vector<core::DocumentRow> SqlWorkStore::documentsOf(core::Id master) {
  std::vector<core::DocumentRow> rows;
  sql::Statement row(*connection_,
                     std::string(kDocuments) + "WHERE d.master = ? ORDER BY d.position");
  row.bind(master);
  while (row.step()) rows.push_back(documentFrom(row));
  return rows;
}

std::vector<core::BatchRow> SqlWorkStore::batches() {
  std::vector<core::BatchRow> rows;
  sql::Statement row(*connection_, std::string(kBatches) + "ORDER BY created, id");
  while (row.step()) rows.push_back(batchFrom(row));
  return rows;
}

std::optional<core::BatchRow> SqlWorkStore::findBatch(const std::string& id) {
  sql::Statement row(*connection_, std::string(kBatches) + "WHERE id = ?");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  return batchFrom(row);
}

std::vector<core::BatchRow> SqlWorkStore::batchesBefore(const std::string& id, int limit) {
  std::vector<core::BatchRow> rows;
  sql::Statement row(*connection_, std::string(kBatches) +
                                       (id.empty() ? "WHERE ?1 = '' " : "WHERE id < ?1 ") +
                                       "ORDER BY id DESC LIMIT ?2");
  row.bind(id, limit);
  while (row.step()) rows.push_back(batchFrom(row));
  return rows;
}

std::vector<core::InputRow> SqlWorkStore::inputs(const std::string& batch) {
  std::vector<core::InputRow> rows;
  sql::Statement row(*connection_,
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

std::vector<core::MasterRow> SqlWorkStore::masters(const std::string& batch) {
  std::vector<core::MasterRow> rows;
  sql::Statement row(*connection_,
                     select(kMasterColumns, " FROM master WHERE batch = ? ORDER BY id"));
  row.bind(batch);
  while (row.step()) rows.push_back(masterFrom(row));
  return rows;
}

core::SheetBalance SqlWorkStore::balance(const std::string& batch) {
  const sql::Transaction snapshot(*connection_, sql::Transaction::Kind::kRead);
  return balanceOf(*connection_, batch);
}

core::Progress SqlWorkStore::progress(const std::string& batch) {
  const sql::Transaction snapshot(*connection_, sql::Transaction::Kind::kRead);
  core::Progress progress;
  sql::Statement jobs(*connection_,
                      "SELECT count(*), count(*) FILTER (WHERE state = 'running'), "
                      "min(run_at) FILTER (WHERE state = 'ready' AND run_at > 0), "
                      "count(*) FILTER (WHERE held = 1 AND state = 'ready') "
                      "FROM job WHERE batch = ?");
  jobs.bind(batch);
  if (jobs.step()) {
    progress.jobs_open = jobs.number(0);
    progress.jobs_running = jobs.number(1);
    if (!jobs.isNull(2)) progress.next_attempt = jobs.time(2);
    progress.jobs_held = jobs.number(3);
  }
  sql::Statement waiting(*connection_,
                         "SELECT waits_for FROM job WHERE batch = ? AND state = 'ready' "
                         "AND waits_for IS NOT NULL AND run_at > 0 "
                         "ORDER BY run_at DESC, id LIMIT 1");
  waiting.bind(batch);
  if (waiting.step()) progress.waits_for = waiting.text(0);
  sql::Statement pages(*connection_,
                       "SELECT count(*), count(*) FILTER (WHERE p.state <> 'waiting') FROM page p "
                       "JOIN master m ON m.id = p.master WHERE m.batch = ?");
  pages.bind(batch);
  if (pages.step()) {
    progress.pages_total = pages.number(0);
    progress.pages_done = pages.number(1);
  }
  sql::Statement copies(*connection_,
                        "SELECT count(*) FILTER (WHERE d.state <> 'quarantined'), "
                        "count(*) FILTER (WHERE d.state = 'delivered') FROM document d "
                        "JOIN master m ON m.id = d.master WHERE m.batch = ?");
  copies.bind(batch);
  if (copies.step()) {
    progress.copies_total = copies.number(0);
    progress.copies_done = copies.number(1);
  }
  progress.reviews_waiting = static_cast<int>(connection_->value(
      "SELECT count(*) FROM review_waiting JOIN master ON master.id = review_waiting.master "
      "WHERE master.batch = ?",
      batch));
  sql::Statement taking(
      *connection_,
      "SELECT taking, (SELECT max(i.taken) FROM input i WHERE i.batch = batch.id) "
      "FROM batch WHERE id = ? AND taking IS NOT NULL");
  taking.bind(batch);
  if (taking.step()) {
    progress.taking = taking.time(0);
    if (!taking.isNull(1)) progress.taking = std::max(taking.time(0), taking.time(1));
  }
  return progress;
}

int SqlWorkStore::jobsOpen() {
  return static_cast<int>(connection_->value("SELECT count(*) FROM job"));
}

std::int64_t SqlWorkStore::fencedOut() {
  return connection_->value("SELECT count FROM tally WHERE name = 'fenced_out'");
}

std::vector<core::LaneLoad> SqlWorkStore::lanes() {
  sql::Statement row(*connection_,
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
