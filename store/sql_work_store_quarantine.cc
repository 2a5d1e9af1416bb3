// What waits for a person, and how it comes back.
#include "store/errors.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
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

void record(sql::Connection& database, const Held& held, const std::string& batch, Stage stage,
            const Failure& failure, std::optional<int> page_number, Timestamp now) {
  database.run(
      "INSERT INTO quarantine (batch, path, master, page, document, page_number, stage, code, "
      "reason_vi, reason_en, since) "
      "SELECT ?1, path, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM input "
      "WHERE master = ?2 AND duplicate = 0",
      batch, held.master, held.page, held.document, page_number, slug(stage), failure.code,
      failure.reason_vi, failure.reason_en, now);
}

void holdMaster(sql::Connection& database, Id master) {
  database.run("UPDATE master SET state = 'quarantined' WHERE id = ?", master);
}

// The batch is there, and for this transaction alone to change.
void requireBatch(sql::Connection& database, const std::string& batch) {
  if (database.value(
          std::string("SELECT 1 FROM batch WHERE id = ?").append(database.dialect().to_change),
          batch) != 0) {
    return;
  }
  throw Error(core::kNoSuchItem, {.detail = "batch " + batch});
}

std::optional<int> firstPage(sql::Connection& database, Id document) {
  return static_cast<int>(
      database.value("SELECT min(page.number) FROM document_page "
                     "JOIN page ON page.id = document_page.page WHERE document = ?",
                     document));
}

}  // namespace

void SqlWorkStore::quarantine(const Lease& lease, const Failure& failure, Timestamp now) {
  sql::Transaction transaction(*connection_);
  giveUp(reported(lease, transaction), failure, now);
  transaction.commit();
}

int SqlWorkStore::cancelBatch(const std::string& batch, Timestamp now) {
  sql::Transaction transaction(*connection_);
  requireBatch(*connection_, batch);  // whoever ends a lease has done so, or waits
  const Failure failure{.code = std::string(kCancelled.slug),
                        .reason_vi = std::string(kCancelled.vi),
                        .reason_en = std::string(kCancelled.en),
                        .page = std::nullopt};
  const auto jobs = jobsWhere("batch = ?", batch);
  for (const auto& job : jobs) giveUp(job, failure, now);
  const auto waiting = reviewsWaiting(batch);
  for (const auto& job : waiting) giveUp(job, failure, now);
  transaction.commit();
  return static_cast<int>(jobs.size() + waiting.size());
}

// As jobs of the stage that they would go on with.
std::vector<SqlWorkStore::Job> SqlWorkStore::reviewsWaiting(const std::string& batch) {
  std::vector<Job> jobs;
  sql::Statement row(*connection_,
                     "SELECT document FROM review_waiting JOIN master "
                     "ON master.id = review_waiting.master WHERE master.batch = ? "
                     "ORDER BY document");
  row.bind(batch);
  while (row.step()) {
    jobs.push_back({.stage = Stage::kAssemble, .subject = row.integer(0), .batch = batch});
  }
  return jobs;
}

void SqlWorkStore::pauseBatch(const std::string& batch, bool paused) {
  sql::Transaction transaction(*connection_);
  requireBatch(*connection_, batch);
  connection_->run("UPDATE batch SET paused = ? WHERE id = ?", paused, batch);
  connection_->run("UPDATE job SET held = ? WHERE batch = ?", paused, batch);
  transaction.commit();
}

void SqlWorkStore::giveUp(const Job& job, const Failure& failure, Timestamp now) {
  connection_->run("DELETE FROM job WHERE id = ?", job.id);
  if (job.stage == Stage::kRead) {
    const auto page = this->page(job.subject);
    connection_->run("UPDATE page SET state = 'quarantined' WHERE id = ?", page.id);
    holdMaster(*connection_, page.master);
    record(*connection_, {.master = page.master, .page = page.id, .document = {}}, job.batch,
           job.stage, failure, page.index, now);
  } else if (worksOnDocument(job.stage)) {
    advance(job.subject, stateBefore(job.stage), core::DocumentState::kQuarantined);
    const Id master = connection_->value("SELECT master FROM document WHERE id = ?", job.subject);
    record(*connection_, {.master = master, .page = {}, .document = job.subject}, job.batch,
           job.stage, failure, failure.page ? failure.page : firstPage(*connection_, job.subject),
           now);
  } else {
    holdMaster(*connection_, job.subject);
    record(*connection_, {.master = job.subject, .page = {}, .document = {}}, job.batch, job.stage,
           failure, failure.page, now);
  }
}

std::vector<core::QuarantineRow> SqlWorkStore::quarantined(
    const std::optional<std::string>& batch) {
  std::vector<core::QuarantineRow> rows;
  sql::Statement row(*connection_,
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

void SqlWorkStore::retryQuarantined(Id item, Timestamp now) {
  sql::Transaction transaction(*connection_);
  std::string batch;
  Stage failed = Stage::kOpen;
  Held held;
  {
    sql::Statement row(
        *connection_,
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
  relyOn(batch);
  hold(held.master);
  if (connection_->run("DELETE FROM quarantine WHERE id = ?", item) == 0) {
    throw Error(core::kNoSuchItem, {.detail = "item " + std::to_string(item)});
  }
  if (held.document) {
    advance(*held.document, core::DocumentState::kQuarantined, stateBefore(failed));
    // One that was called off while it waited for a person waits again.
    if (connection_->value("SELECT count(*) FROM review_waiting WHERE document = ?",
                           *held.document) == 0) {
      addJob(batch, failed, *held.document, now);
    }
  } else if (held.page) {
    connection_->run("UPDATE page SET state = 'waiting' WHERE id = ?", *held.page);
    addJob(batch, Stage::kRead, *held.page, now);
  } else {
    addJob(batch, failed, held.master, now);
  }
  if (!held.document) {
    connection_->run(
        "UPDATE master SET state = CASE WHEN page_count = 0 THEN 'stored' ELSE 'opened' END "
        "WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM quarantine "
        "WHERE master = ?1 AND document IS NULL)",
        held.master);
  }
  transaction.commit();
}

}  // namespace sohoa::store
