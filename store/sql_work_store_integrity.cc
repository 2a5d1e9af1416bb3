// Cross-checks of the rows against each other, for `sohoa doctor`.
#include <array>

#include "store/sql.h"
#include "store/sql_work_store.h"

namespace sohoa::store {
namespace {

struct Check {
  std::string_view finding;  // what is wrong with the row that `sql` names
  std::string_view sql;      // one text column: the rows that contradict
};

constexpr std::array kChecks{
    Check{"has no input that brought it",
          "SELECT 'master ' || id FROM master WHERE NOT EXISTS (SELECT 1 FROM input "
          "WHERE master = master.id AND duplicate = 0 AND batch = master.batch)"},
    Check{"has not as many page rows as pages",
          "SELECT 'master ' || id FROM master WHERE page_count <> "
          "(SELECT count(*) FROM page WHERE master = master.id)"},
    Check{"is held back by nothing in quarantine",
          "SELECT 'master ' || id FROM master WHERE state = 'quarantined' AND NOT EXISTS "
          "(SELECT 1 FROM quarantine WHERE master = master.id AND document IS NULL)"},
    Check{"is not held back by what is in quarantine",
          "SELECT 'master ' || id FROM master WHERE state <> 'quarantined' AND EXISTS "
          "(SELECT 1 FROM quarantine WHERE master = master.id AND document IS NULL)"},
    Check{"waits without an open job",
          "SELECT 'master ' || id FROM master WHERE state = 'stored' AND NOT EXISTS "
          "(SELECT 1 FROM job WHERE stage = 'open' AND subject = master.id)"},
    Check{"has every page read and no compose job",
          "SELECT 'master ' || id FROM master WHERE state = 'opened' "
          "AND NOT EXISTS (SELECT 1 FROM page WHERE master = master.id AND state <> 'read') "
          "AND NOT EXISTS (SELECT 1 FROM job WHERE stage = 'compose' AND subject = master.id)"},
    Check{"is composed although a page was not read",
          "SELECT 'master ' || id FROM master WHERE state = 'composed' AND EXISTS "
          "(SELECT 1 FROM page WHERE master = master.id AND state <> 'read')"},
    Check{"is waiting without a read job",
          "SELECT 'page ' || id FROM page WHERE state = 'waiting' AND NOT EXISTS "
          "(SELECT 1 FROM job WHERE stage = 'read' AND subject = page.id)"},
    Check{"is in quarantine without a reason",
          "SELECT 'page ' || id FROM page WHERE state = 'quarantined' AND NOT EXISTS "
          "(SELECT 1 FROM quarantine WHERE page = page.id) UNION ALL "
          "SELECT 'document ' || id FROM document WHERE state = 'quarantined' AND NOT EXISTS "
          "(SELECT 1 FROM quarantine WHERE document = document.id)"},
    Check{"has a reason to be in quarantine and is not",
          "SELECT 'page ' || id FROM page WHERE state <> 'quarantined' AND EXISTS "
          "(SELECT 1 FROM quarantine WHERE page = page.id) UNION ALL "
          "SELECT 'document ' || id FROM document WHERE state <> 'quarantined' AND EXISTS "
          "(SELECT 1 FROM quarantine WHERE document = document.id)"},
    Check{"is kept but belongs to no document",
          "SELECT 'page ' || page.id FROM page JOIN master ON master.id = page.master "
          "WHERE master.state = 'composed' AND page.mark = 'kept' AND NOT EXISTS "
          "(SELECT 1 FROM document_page WHERE page = page.id)"},
    Check{"belongs to a document of another master",
          "SELECT 'page ' || page.id FROM document_page JOIN page ON page.id = document_page.page "
          "JOIN document ON document.id = document_page.document "
          "WHERE page.master <> document.master"},
    Check{"comes from a master that is not composed",
          "SELECT 'document ' || document.id FROM document "
          "JOIN master ON master.id = document.master WHERE master.state <> 'composed'"},
    Check{"is sealed without a secret document",
          "SELECT 'master ' || master FROM sealed "
          "WHERE master NOT IN (SELECT master FROM secret_document)"},
    Check{"lacks a PDF that its state needs, or has one too many",
          "SELECT 'document ' || id FROM document WHERE state <> 'quarantined' AND "
          "(SELECT count(*) FROM document_pdf WHERE document = document.id) <> "
          "CASE state WHEN 'drafted' THEN 0 WHEN 'assembled' THEN 1 WHEN 'operator_signed' THEN 2 "
          "WHEN 'extracted' THEN 2 ELSE 3 END"},
    Check{"has a later PDF without the one before",
          "SELECT 'document ' || document FROM document_pdf later WHERE role <> 'base' "
          "AND NOT EXISTS (SELECT 1 FROM document_pdf WHERE document = later.document "
          "AND role = CASE later.role WHEN 'agency' THEN 'operator' ELSE 'base' END)"},
    Check{"is not delivered and has no job",
          "SELECT 'document ' || document.id FROM document JOIN stage "
          "ON stage.subject = 'document' AND stage.state = document.state "
          "WHERE NOT EXISTS (SELECT 1 FROM job WHERE stage = stage.name "
          "AND subject = document.id) AND NOT EXISTS (SELECT 1 FROM review_waiting "
          "WHERE review_waiting.document = document.id)"},
    Check{"waits for a person and has a job",
          "SELECT 'document ' || job.subject FROM job JOIN stage ON stage.name = job.stage "
          "JOIN review_waiting ON review_waiting.document = job.subject "
          "WHERE stage.subject = 'document'"},
    Check{"was signed before a person approved it",
          "SELECT 'document ' || review.document FROM review "
          "JOIN document ON document.id = review.document WHERE review.state = 'waiting' "
          "AND document.state NOT IN ('drafted', 'quarantined')"},
    Check{"lacks the revision it stands at",
          "SELECT 'document ' || document FROM review WHERE NOT EXISTS (SELECT 1 "
          "FROM review_revision WHERE document = review.document AND number = review.revision) "
          "AND state <> 'secret' AND NOT EXISTS (SELECT 1 FROM disposed "
          "WHERE disposed.document = review.document)"},
    Check{"has no subject in the state its stage works on",
          "SELECT stage.name || ' job ' || job.id FROM job JOIN stage ON stage.name = job.stage "
          "WHERE CASE stage.subject "
          "WHEN 'master' THEN NOT EXISTS (SELECT 1 FROM master "
          "WHERE id = job.subject AND state = stage.state) "
          "WHEN 'page' THEN NOT EXISTS (SELECT 1 FROM page "
          "WHERE id = job.subject AND state = stage.state) "
          "ELSE NOT EXISTS (SELECT 1 FROM document "
          "WHERE id = job.subject AND state = stage.state) END"},
    Check{"has no open job and its sheets do not balance",
          "SELECT 'batch ' || id FROM batch WHERE NOT EXISTS "
          "(SELECT 1 FROM job WHERE batch = batch.id) "
          "AND EXISTS (SELECT 1 FROM sheet WHERE batch = batch.id AND fate = 'waiting') "
          "AND NOT EXISTS (SELECT 1 FROM review_waiting JOIN master "
          "ON master.id = review_waiting.master WHERE master.batch = batch.id)"},
};

}  // namespace

void SqlWorkStore::forEachBlobReference(
    const std::function<void(const core::Sha256& id, const std::string& row)>& visit) {
  // Collected first: the caller may read every blob, and an open snapshot would hold up the log.
  std::vector<std::pair<core::Sha256, std::string>> references;
  sql::Statement row(*connection_, "SELECT blob, row_name FROM blob_reference WHERE NOT gone");
  while (row.step()) references.emplace_back(row.digest(0), row.text(1));
  for (const auto& [id, name] : references) visit(id, name);
}

std::vector<std::string> SqlWorkStore::inconsistencies() {
  const sql::Transaction snapshot(*connection_, sql::Transaction::Kind::kRead);
  auto findings = connection_->damage();
  const auto look = [&](const Check& check) {
    sql::Statement row(*connection_, check.sql);
    while (row.step()) findings.push_back(row.text(0) + " " + std::string(check.finding));
  };
  for (const auto& check : kChecks) look(check);
  const auto& dialect = connection_->dialect();
  look({"lists other pages than those that belong to it", dialect.pages_differ});
  look({"is a state secret that is not held as one", dialect.secrets_not_held});
  return findings;
}

}  // namespace sohoa::store
