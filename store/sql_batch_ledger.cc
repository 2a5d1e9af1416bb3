#include "store/sql_batch_ledger.h"

#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sheet_balance.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::Timestamp;
using nlohmann::json;

SqlBatchLedger::SqlBatchLedger(const Location& location)
    : connection_(openDatabase(location, workSchema(), SqlWorkStore::Options().busy_timeout)) {}

SqlBatchLedger::~SqlBatchLedger() = default;

void SqlBatchLedger::place(const std::string& batch, const core::CasePlace& place) {
  connection_->run(
      "INSERT INTO case_place (batch, path, case_file, parts) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (batch, path) DO UPDATE SET case_file = excluded.case_file, "
      "parts = excluded.parts",
      batch, place.path, place.case_file, json(place.parts).dump());
}

std::vector<core::CasePlace> SqlBatchLedger::places(const std::string& batch) {
  std::vector<core::CasePlace> places;
  sql::Statement row(*connection_,
                     "SELECT path, case_file, parts FROM case_place WHERE batch = ? "
                     "ORDER BY case_file, path");
  row.bind(batch);
  while (row.step()) {
    places.push_back({row.text(0), row.text(1),
                      json::parse(row.text(2)).get<std::map<std::string, std::string>>()});
  }
  return places;
}

void SqlBatchLedger::say(const core::Sha256& master, const core::Said& said) {
  if (said.empty()) {
    connection_->run(
        "DELETE FROM said WHERE sha256 = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM master WHERE sha256 = ?1)",
        master);
    return;
  }
  connection_->run(
      "INSERT INTO said (sha256, content) SELECT ?1, ?2 "
      "WHERE NOT EXISTS (SELECT 1 FROM master WHERE sha256 = ?1) "
      "ON CONFLICT (sha256) DO UPDATE SET content = excluded.content",
      master, json(said).dump());
}

// Locks in the order that SqlWorkStore keeps: batch, then master.
void SqlBatchLedger::hold(Id master) {
  const auto& dialect = connection_->dialect();
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM batch WHERE id = (SELECT batch FROM master WHERE id = ?)")
          .append(dialect.to_rely),
      master));
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM master WHERE id = ?").append(dialect.to_change), master));
}

void SqlBatchLedger::requireFree(Id master, Timestamp now) {
  const auto at = [&] { return core::ErrorContext{.detail = "master " + std::to_string(master)}; };
  if (connection_->value("SELECT count(*) FROM master WHERE id = ?", master) == 0) {
    throw Error(core::kNoSuchItem, at());
  }
  if (connection_->value("SELECT count(*) FROM secret_document WHERE master = ?", master) > 0) {
    throw Error(core::kSecretHeld, {});
  }
  if (connection_->value("SELECT count(*) FROM document_pdf "
                         "JOIN document ON document.id = document_pdf.document "
                         "WHERE document.master = ? AND role <> 'base'",
                         master) > 0) {
    throw Error(core::kCopyStands, {});
  }
  if (connection_->value("SELECT count(*) FROM review "
                         "JOIN document ON document.id = review.document "
                         "WHERE document.master = ? AND review.state = 'approved'",
                         master) > 0) {
    throw Error(core::kReviewApproved, {});
  }
  if (connection_->value(
          "SELECT count(*) FROM review JOIN document ON document.id = review.document "
          "LEFT JOIN review_revision AS read ON read.document = document.id AND read.number = 1 "
          "LEFT JOIN review_revision AS last ON last.document = document.id "
          "AND last.number = review.revision WHERE document.master = ?1 "
          "AND (read.content <> last.content "
          "OR (review.claimed_by <> '' AND review.claimed_until > ?2))",
          master, now) > 0) {
    throw Error(core::kReviewInHand, {});
  }
}

void SqlBatchLedger::startAgain(Id master, const std::vector<std::string>& settings,
                                Timestamp now) {
  sql::Transaction transaction(*connection_);
  hold(master);
  requireFree(master, now);
  constexpr std::string_view kItsJobs =
      "id IN (SELECT job.id FROM job JOIN stage ON stage.name = job.stage WHERE "
      "CASE stage.subject WHEN 'master' THEN job.subject = ?1 "
      "WHEN 'page' THEN job.subject IN (SELECT id FROM page WHERE master = ?1) "
      "ELSE job.subject IN (SELECT id FROM document WHERE master = ?1) END)";
  // A job that is claimed at this very moment stays and is seen.
  connection_->run(std::string("DELETE FROM job WHERE state = 'ready' AND ").append(kItsJobs),
                   master);
  if (connection_->value(std::string("SELECT count(*) FROM job WHERE ").append(kItsJobs), master) >
      0) {
    throw Error(core::kBeingWorkedOn, {});
  }
  connection_->run("DELETE FROM quarantine WHERE master = ?", master);
  connection_->run("DELETE FROM review_page WHERE page IN (SELECT id FROM page WHERE master = ?)",
                   master);
  for (const char* table : {"review_revision", "review", "document_pdf", "document_page"}) {
    connection_->run(std::string("DELETE FROM ") + table +
                         " WHERE document IN (SELECT id FROM document WHERE master = ?)",
                     master);
  }
  connection_->run("DELETE FROM document WHERE master = ?", master);
  connection_->run("DELETE FROM page WHERE master = ?", master);
  connection_->run("UPDATE master SET state = 'stored', page_count = 0 WHERE id = ?", master);
  connection_->run("DELETE FROM master_settings WHERE master = ?", master);
  if (!settings.empty()) {
    connection_->run("INSERT INTO master_settings (master, settings, since) VALUES (?, ?, ?)",
                     master, json(settings).dump(), now);
  }
  connection_->run(
      "INSERT INTO job (batch, lane, unit, held, stage, subject, run_at, added) "
      "SELECT batch.id, lane, unit, paused, 'open', master.id, 0, ?2 FROM master "
      "JOIN batch ON batch.id = master.batch WHERE master.id = ?1",
      master, now);
  transaction.commit();
}

std::vector<std::string> SqlBatchLedger::settingsFor(const core::Lease& lease) {
  sql::Statement row(*connection_,
                     "SELECT settings FROM master_settings WHERE master = "
                     "CASE (SELECT subject FROM stage WHERE name = ?1) WHEN 'master' THEN ?2 "
                     "WHEN 'page' THEN (SELECT master FROM page WHERE id = ?2) "
                     "ELSE (SELECT master FROM document WHERE id = ?2) END");
  row.bind(slug(lease.stage), lease.subject);
  if (!row.step()) return {};
  return json::parse(row.text(0)).get<std::vector<std::string>>();
}

core::SignOff SqlBatchLedger::signOff(const std::string& batch, const std::string& person,
                                      const std::string& remark, Timestamp now) {
  // Nothing is added to the batch between summing and signing.
  sql::Transaction transaction(*connection_);
  if (connection_->value(
          std::string("SELECT 1 FROM batch WHERE id = ?").append(connection_->dialect().to_settle),
          batch) == 0) {
    throw Error(core::kNoSuchItem, {.detail = "batch " + batch});
  }
  const auto balance = balanceOf(*connection_, batch);
  const auto open = connection_->value("SELECT count(*) FROM job WHERE batch = ?", batch);
  if (!balance.closes() || balance.waiting > 0 || balance.fed == 0 || open > 0) {
    throw Error(core::kBalanceOpen, {.detail = "waiting " + std::to_string(balance.waiting) +
                                               ", jobs " + std::to_string(open)});
  }
  const Id id = connection_->value(
      "INSERT INTO sign_off (batch, person, remark, at, fed, stored, kept, blank, separator, "
      "quarantined) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
      batch, person, remark, now, balance.fed, balance.stored, balance.kept, balance.blank,
      balance.separator, balance.quarantined);
  core::SignOff signed_off{id, batch, person, remark, now, balance};
  transaction.commit();
  return signed_off;
}

std::vector<core::SignOff> SqlBatchLedger::signOffs(const std::string& batch) {
  std::vector<core::SignOff> list;
  sql::Statement row(*connection_,
                     "SELECT id, batch, person, remark, at, fed, stored, kept, blank, "
                     "separator, quarantined FROM sign_off WHERE batch = ? ORDER BY id");
  row.bind(batch);
  while (row.step()) {
    list.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.time(4),
                    core::SheetBalance{.fed = row.number(5),
                                       .stored = row.number(6),
                                       .kept = row.number(7),
                                       .blank = row.number(8),
                                       .separator = row.number(9),
                                       .quarantined = row.number(10)}});
  }
  return list;
}

}  // namespace sohoa::store
