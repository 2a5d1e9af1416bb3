// Results of the stages, each recorded together with the job that follows.
#include <algorithm>
#include <set>

#include "store/errors.h"
#include "store/review_rows.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
#include "store/work_job.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::DocumentState;
using core::Error;
using core::Id;
using core::Lease;
using core::Sha256;
using core::Stage;
using core::Timestamp;

namespace {

[[noreturn]] void broken(const std::string& detail) {
  throw Error(core::kInternal, {.detail = detail});
}

// Every kept page stands in exactly one document: a sheet must not get lost between two.
void checkCoverage(sql::Connection& database, Id master,
                   const std::vector<core::Document>& documents) {
  std::set<int> covered;
  for (const auto& document : documents) {
    if (document.pages.empty()) broken("a document without pages");
    for (const int page : document.pages) {
      if (!covered.insert(page).second) broken("page " + std::to_string(page) + " is used twice");
    }
  }
  sql::Statement row(database, "SELECT number, mark FROM page WHERE master = ?");
  row.bind(master);
  while (row.step()) {
    const bool used = covered.erase(row.number(0)) != 0;
    if (!used && row.text(1) == slug(core::PageMark::kKept)) {
      broken("page " + row.text(0) + " belongs to no document");
    }
  }
  if (!covered.empty()) broken("page " + std::to_string(*covered.begin()) + " does not exist");
}

struct PdfStep {
  std::string_view role;
  DocumentState to;
  Stage next;
};

PdfStep pdfStep(Stage stage) {
  switch (stage) {
    case Stage::kAssemble:
      return {"base", DocumentState::kAssembled, Stage::kSignOperator};
    case Stage::kSignOperator:
      return {"operator", DocumentState::kOperatorSigned, Stage::kExtract};
    case Stage::kSignAgency:
      return {"agency", DocumentState::kAgencySigned, Stage::kDeliver};
    default:
      broken("stage " + std::string(slug(stage)) + " makes no PDF");
  }
}

}  // namespace

void SqlWorkStore::finishOpen(const Lease& lease, const std::vector<std::int64_t>& page_memory,
                              Timestamp now) {
  if (page_memory.empty()) broken("a master without pages");
  sql::Transaction transaction(*connection_);
  const Job job = finished(lease, Stage::kOpen, transaction);
  if (connection_->run("UPDATE master SET state = 'opened', page_count = ? "
                       "WHERE id = ? AND state = 'stored'",
                       static_cast<int>(page_memory.size()), job.subject) != 1) {
    broken("the master is open already");
  }
  int number = 0;
  for (const auto memory : page_memory) {
    const Id page = connection_->value(
        "INSERT INTO page (master, number, memory) VALUES (?, ?, ?) RETURNING id", job.subject,
        number++, memory);
    addJob(job.batch, Stage::kRead, page, now);
  }
  transaction.commit();
}

void SqlWorkStore::finishRead(const Lease& lease, core::PageMark mark, const Sha256& result,
                              Timestamp now) {
  sql::Transaction transaction(*connection_);
  const Job job = finished(lease, Stage::kRead, transaction);
  if (connection_->run("UPDATE page SET state = 'read', mark = ?, result = ? "
                       "WHERE id = ? AND state = 'waiting'",
                       slug(mark), result, job.subject) != 1) {
    broken("the page does not wait");
  }
  addComposeJobWhenSettled(connection_->value("SELECT master FROM page WHERE id = ?", job.subject),
                           job.batch, now);
  transaction.commit();
}

// Of two pages settled at once the later one must see the earlier: the master is held before the
// pages are looked at.
void SqlWorkStore::addComposeJobWhenSettled(Id master, const std::string& batch, Timestamp now) {
  hold(master);
  const bool settled = connection_->value(
                           "SELECT state = 'opened' AND NOT EXISTS ("
                           "SELECT 1 FROM page WHERE master = ?1 AND state <> 'read') "
                           "FROM master WHERE id = ?1",
                           master) != 0;
  if (settled) addJob(batch, Stage::kCompose, master, now);
}

void SqlWorkStore::finishCompose(const Lease& lease, const std::vector<core::Document>& documents,
                                 const std::vector<core::ReviewHold>& holds, Timestamp now) {
  sql::Transaction transaction(*connection_);
  const Job job = finished(lease, Stage::kCompose, transaction);
  checkCoverage(*connection_, job.subject, documents);
  if (connection_->run("UPDATE master SET state = 'composed' WHERE id = ? AND state = 'opened'",
                       job.subject) != 1) {
    broken("the master is composed already");
  }
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto hold = std::find_if(holds.begin(), holds.end(),
                                   [&](const auto& one) { return one.document == i; });
    insertDocument(job, static_cast<int>(i), documents[i], hold == holds.end() ? nullptr : &*hold,
                   now);
  }
  transaction.commit();
}

void SqlWorkStore::insertDocument(const Job& job, int position, const core::Document& document,
                                  const core::ReviewHold* hold, Timestamp now) {
  const Id id = connection_->value(
      "INSERT INTO document (master, position, copy_id, content, state) "
      "VALUES (?, ?, ?, ?, 'drafted') RETURNING id",
      job.subject, position, options_.new_copy_id(), storedDocument(document));
  for (const int page : document.pages) {
    connection_->run(
        "INSERT INTO document_page (page, document) "
        "SELECT id, ? FROM page WHERE master = ? AND number = ?",
        id, job.subject, page);
  }
  if (document.secret) {
    holdSecretDocument(*connection_, id, job.batch, job.stage, now);
  } else if (hold != nullptr) {
    startReview(*connection_, id, {.document = document}, *hold, now);
  } else {
    addJob(job.batch, Stage::kAssemble, id, now);
  }
}

void SqlWorkStore::advance(Id document, DocumentState from, DocumentState to) {
  if (connection_->run("UPDATE document SET state = ? WHERE id = ? AND state = ?", slug(to),
                       document, slug(from)) != 1) {
    broken("document " + std::to_string(document) + " is not " + std::string(slug(from)));
  }
}

void SqlWorkStore::finishPdf(const Lease& lease, const Sha256& pdf, Timestamp now) {
  const auto step = pdfStep(lease.stage);
  sql::Transaction transaction(*connection_);
  const Job job = finished(lease, lease.stage, transaction);
  advance(job.subject, stateBefore(job.stage), step.to);
  connection_->run("INSERT INTO document_pdf (document, role, pdf, made) VALUES (?, ?, ?, ?)",
                   job.subject, step.role, pdf, now);
  addJob(job.batch, step.next, job.subject, now);
  transaction.commit();
}

void SqlWorkStore::finishExtract(const Lease& lease, const core::Document& document,
                                 Timestamp now) {
  sql::Transaction transaction(*connection_);
  const Job job = finished(lease, Stage::kExtract, transaction);
  if (this->document(job.subject).document.pages != document.pages) {
    broken("extraction changed the pages of a document");
  }
  advance(job.subject, DocumentState::kOperatorSigned, DocumentState::kExtracted);
  connection_->run("UPDATE document SET content = ? WHERE id = ?", storedDocument(document),
                   job.subject);
  if (document.secret) {
    holdSecretDocument(*connection_, job.subject, job.batch, job.stage, now);
  } else {
    addJob(job.batch, Stage::kSignAgency, job.subject, now);
  }
  transaction.commit();
}

void SqlWorkStore::finishDeliver(const Lease& lease, Timestamp) {
  sql::Transaction transaction(*connection_);
  const Job job = finished(lease, Stage::kDeliver, transaction);
  advance(job.subject, DocumentState::kAgencySigned, DocumentState::kDelivered);
  transaction.commit();
}

}  // namespace sohoa::store
