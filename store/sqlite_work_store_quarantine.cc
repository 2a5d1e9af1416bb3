// What waits for a person, and how it comes back.
#include "store/errors.h"
#include "store/sqlite.h"
#include "store/sqlite_work_store.h"
#include "store/work_job.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Failure;
using core::Id;
using core::Lease;
using core::Stage;
using core::Timestamp;

namespace {

// What an item holds: a master, one of its pages, or one of its documents.
struct Held {
  Id master = 0;
  std::optional<Id> page;
  std::optional<Id> document;
};

void record(sqlite::Database& database, const Held& held, const std::string& batch, Stage stage,
            const Failure& failure, std::optional<int> page_number, Timestamp now) {
  database.run(
      "INSERT INTO quarantine (batch, path, master, page, document, page_number, stage, code, "
      "reason_vi, reason_en, since) "
      "SELECT ?1, path, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM input "
      "WHERE master = ?2 AND duplicate = 0",
      batch, held.master, held.page, held.document, page_number, slug(stage), failure.code,
      failure.reason_vi, failure.reason_en, now);
}

void holdMaster(sqlite::Database& database, Id master) {
  database.run("UPDATE master SET state = 'quarantined' WHERE id = ?", master);
}

void requireBatch(sqlite::Database& database, const std::string& batch) {
  if (database.value("SELECT count(*) FROM batch WHERE id = ?", batch) != 0) return;
  throw Error(core::kNoSuchItem, {.detail = "batch " + batch});
}

std::optional<int> firstPage(sqlite::Database& database, Id document) {
  return static_cast<int>(
      database.value("SELECT min(page.number) FROM document_page "
                     "JOIN page ON page.id = document_page.page WHERE document = ?",
                     document));
}

}  // namespace

void SqliteWorkStore::quarantine(const Lease& lease, const Failure& failure, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  giveUp(leased(lease), failure, now);
  transaction.commit();
}

int SqliteWorkStore::cancelBatch(const std::string& batch, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  requireBatch(*database_, batch);
  const Failure failure{.code = std::string(kCancelled.slug),
                        .reason_vi = std::string(kCancelled.vi),
                        .reason_en = std::string(kCancelled.en),
                        .page = std::nullopt};
  const auto jobs = jobsWhere("batch = ?", batch);
  for (const auto& job : jobs) giveUp(job, failure, now);
  transaction.commit();
  return static_cast<int>(jobs.size());
}

void SqliteWorkStore::pauseBatch(const std::string& batch, bool paused) {
  sqlite::Transaction transaction(*database_);
  requireBatch(*database_, batch);
  database_->run("UPDATE batch SET paused = ? WHERE id = ?", paused, batch);
  database_->run("UPDATE job SET held = ? WHERE batch = ?", paused, batch);
  transaction.commit();
}

void SqliteWorkStore::giveUp(const Job& job, const Failure& failure, Timestamp now) {
  database_->run("DELETE FROM job WHERE id = ?", job.id);
  if (job.stage == Stage::kRead) {
    const auto page = this->page(job.subject);
    database_->run("UPDATE page SET state = 'quarantined' WHERE id = ?", page.id);
    holdMaster(*database_, page.master);
    record(*database_, {.master = page.master, .page = page.id, .document = {}}, job.batch,
           job.stage, failure, page.index, now);
  } else if (worksOnDocument(job.stage)) {
    advance(job.subject, stateBefore(job.stage), core::DocumentState::kQuarantined);
    const Id master = database_->value("SELECT master FROM document WHERE id = ?", job.subject);
    record(*database_, {.master = master, .page = {}, .document = job.subject}, job.batch,
           job.stage, failure, failure.page ? failure.page : firstPage(*database_, job.subject),
           now);
  } else {
    holdMaster(*database_, job.subject);
    record(*database_, {.master = job.subject, .page = {}, .document = {}}, job.batch, job.stage,
           failure, failure.page, now);
  }
}

void SqliteWorkStore::holdSecret(Id document, const std::string& batch, Stage stage,
                                 Timestamp now) {
  database_->run("UPDATE document SET state = 'quarantined' WHERE id = ?", document);
  const Id master = database_->value("SELECT master FROM document WHERE id = ?", document);
  const Failure failure{.code = std::string(kStateSecret.slug),
                        .reason_vi = std::string(kStateSecret.vi),
                        .reason_en = std::string(kStateSecret.en),
                        .page = std::nullopt};
  record(*database_, {.master = master, .page = {}, .document = document}, batch, stage, failure,
         firstPage(*database_, document), now);
}

std::vector<core::QuarantineRow> SqliteWorkStore::quarantined(
    const std::optional<std::string>& batch) {
  std::vector<core::QuarantineRow> rows;
  sqlite::Statement row(*database_,
                        "SELECT id, batch, path, coalesce(master, 0), page_number, code, "
                        "reason_vi, reason_en, since, stage FROM quarantine "
                        "WHERE ?1 IS NULL OR batch = ?1 ORDER BY id");
  row.bind(batch);
  while (row.step()) {
    rows.push_back({.id = row.integer(0),
                    .batch = row.text(1),
                    .path = row.text(2),
                    .master = row.integer(3),
                    .page = row.isNull(4) ? std::nullopt : std::optional(row.number(4)),
                    .code = row.text(5),
                    .reason_vi = row.text(6),
                    .reason_en = row.text(7),
                    .since = row.time(8),
                    .stage = stage(row.text(9))});
  }
  return rows;
}

void SqliteWorkStore::retryQuarantined(Id item, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  std::string batch;
  Stage failed = Stage::kOpen;
  Held held;
  {
    sqlite::Statement row(
        *database_,
        "SELECT batch, stage, code, master, page, document FROM quarantine WHERE id = ?");
    row.bind(item);
    if (!row.step()) throw Error(core::kNoSuchItem, {.detail = "item " + std::to_string(item)});
    if (row.text(2) == kStateSecret.slug) throw Error(core::kSecretHeld, {});
    if (row.isNull(3)) throw Error(kNothingStored, {});
    batch = row.text(0);
    failed = stage(row.text(1));
    held.master = row.integer(3);
    if (!row.isNull(4)) held.page = row.integer(4);
    if (!row.isNull(5)) held.document = row.integer(5);
  }
  database_->run("DELETE FROM quarantine WHERE id = ?", item);
  if (held.document) {
    advance(*held.document, core::DocumentState::kQuarantined, stateBefore(failed));
    addJob(batch, failed, *held.document, now);
  } else if (held.page) {
    database_->run("UPDATE page SET state = 'waiting' WHERE id = ?", *held.page);
    addJob(batch, Stage::kRead, *held.page, now);
  } else {
    addJob(batch, failed, held.master, now);
  }
  if (!held.document) {
    database_->run(
        "UPDATE master SET state = iif(page_count = 0, 'stored', 'opened') "
        "WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM quarantine "
        "WHERE master = ?1 AND document IS NULL)",
        held.master);
  }
  transaction.commit();
}

}  // namespace sohoa::store
