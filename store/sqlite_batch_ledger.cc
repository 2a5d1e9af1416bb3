#include "store/sqlite_batch_ledger.h"

#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/sqlite.h"
#include "store/sqlite_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::Timestamp;
using nlohmann::json;

SqliteBatchLedger::SqliteBatchLedger(const std::filesystem::path& path)
    : store_(std::make_unique<SqliteWorkStore>(path)),
      database_(std::make_unique<sqlite::Database>(path, SqliteWorkStore::Options().busy_timeout)) {
}

SqliteBatchLedger::~SqliteBatchLedger() = default;

void SqliteBatchLedger::place(const std::string& batch, const core::CasePlace& place) {
  database_->run(
      "INSERT INTO case_place (batch, path, case_file, parts) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (batch, path) DO UPDATE SET case_file = excluded.case_file, "
      "parts = excluded.parts",
      batch, place.path, place.case_file, json(place.parts).dump());
}

std::vector<core::CasePlace> SqliteBatchLedger::places(const std::string& batch) {
  std::vector<core::CasePlace> places;
  sqlite::Statement row(*database_,
                        "SELECT path, case_file, parts FROM case_place WHERE batch = ? "
                        "ORDER BY case_file, path");
  row.bind(batch);
  while (row.step()) {
    places.push_back({row.text(0), row.text(1),
                      json::parse(row.text(2)).get<std::map<std::string, std::string>>()});
  }
  return places;
}

void SqliteBatchLedger::say(const core::Sha256& master, const core::Said& said) {
  if (said.empty()) return;
  database_->run(
      "INSERT INTO said (sha256, content) SELECT ?1, ?2 "
      "WHERE NOT EXISTS (SELECT 1 FROM master WHERE sha256 = ?1) ON CONFLICT DO NOTHING",
      master, json(said).dump());
}

void SqliteBatchLedger::requireFree(Id master) {
  const auto at = [&] { return core::ErrorContext{.detail = "master " + std::to_string(master)}; };
  if (database_->value("SELECT count(*) FROM master WHERE id = ?", master) == 0) {
    throw Error(core::kNoSuchItem, at());
  }
  if (database_->value("SELECT count(*) FROM secret_document WHERE master = ?", master) > 0) {
    throw Error(core::kSecretHeld, {});
  }
  if (database_->value("SELECT count(*) FROM document_pdf "
                       "JOIN document ON document.id = document_pdf.document "
                       "WHERE document.master = ? AND role <> 'base'",
                       master) > 0) {
    throw Error(core::kCopyStands, {});
  }
}

void SqliteBatchLedger::startAgain(Id master, const std::vector<std::string>& settings,
                                   Timestamp now) {
  sqlite::Transaction transaction(*database_);
  requireFree(master);
  constexpr std::string_view kItsJobs =
      "id IN (SELECT job.id FROM job JOIN stage ON stage.name = job.stage WHERE "
      "CASE stage.subject WHEN 'master' THEN job.subject = ?1 "
      "WHEN 'page' THEN job.subject IN (SELECT id FROM page WHERE master = ?1) "
      "ELSE job.subject IN (SELECT id FROM document WHERE master = ?1) END)";
  if (database_->value(
          std::string("SELECT count(*) FROM job WHERE state = 'running' AND ").append(kItsJobs),
          master) > 0) {
    throw Error(core::kBeingWorkedOn, {});
  }
  database_->run(std::string("DELETE FROM job WHERE ").append(kItsJobs), master);
  database_->run("DELETE FROM quarantine WHERE master = ?", master);
  for (const char* table : {"document_pdf", "document_page"}) {
    database_->run(std::string("DELETE FROM ") + table +
                       " WHERE document IN (SELECT id FROM document WHERE master = ?)",
                   master);
  }
  database_->run("DELETE FROM document WHERE master = ?", master);
  database_->run("DELETE FROM page WHERE master = ?", master);
  database_->run("UPDATE master SET state = 'stored', page_count = 0 WHERE id = ?", master);
  database_->run("DELETE FROM master_settings WHERE master = ?", master);
  if (!settings.empty()) {
    database_->run("INSERT INTO master_settings (master, settings, since) VALUES (?, ?, ?)", master,
                   json(settings).dump(), now);
  }
  database_->run(
      "INSERT INTO job (batch, lane, unit, held, stage, subject, run_at, added) "
      "SELECT batch.id, lane, unit, paused, 'open', master.id, 0, ?2 FROM master "
      "JOIN batch ON batch.id = master.batch WHERE master.id = ?1",
      master, now);
  transaction.commit();
}

std::vector<std::string> SqliteBatchLedger::settingsFor(const core::Lease& lease) {
  sqlite::Statement row(*database_,
                        "SELECT settings FROM master_settings WHERE master = "
                        "CASE (SELECT subject FROM stage WHERE name = ?1) WHEN 'master' THEN ?2 "
                        "WHEN 'page' THEN (SELECT master FROM page WHERE id = ?2) "
                        "ELSE (SELECT master FROM document WHERE id = ?2) END");
  row.bind(slug(lease.stage), lease.subject);
  if (!row.step()) return {};
  return json::parse(row.text(0)).get<std::vector<std::string>>();
}

core::SignOff SqliteBatchLedger::signOff(const std::string& batch, const std::string& person,
                                         const std::string& remark, Timestamp now) {
  // The write lock keeps the balance still between summing and signing.
  sqlite::Transaction transaction(*database_);
  if (database_->value("SELECT count(*) FROM batch WHERE id = ?", batch) == 0) {
    throw Error(core::kNoSuchItem, {.detail = "batch " + batch});
  }
  const auto balance = store_->balance(batch);
  const auto open = database_->value("SELECT count(*) FROM job WHERE batch = ?", batch);
  if (!balance.closes() || balance.waiting > 0 || balance.fed == 0 || open > 0) {
    throw Error(core::kBalanceOpen, {.detail = "waiting " + std::to_string(balance.waiting) +
                                               ", jobs " + std::to_string(open)});
  }
  database_->run(
      "INSERT INTO sign_off (batch, person, remark, at, fed, stored, kept, blank, separator, "
      "quarantined) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      batch, person, remark, now, balance.fed, balance.stored, balance.kept, balance.blank,
      balance.separator, balance.quarantined);
  const core::SignOff signed_off{database_->lastInsertId(), batch, person, remark, now, balance};
  transaction.commit();
  return signed_off;
}

std::vector<core::SignOff> SqliteBatchLedger::signOffs(const std::string& batch) {
  std::vector<core::SignOff> list;
  sqlite::Statement row(*database_,
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
