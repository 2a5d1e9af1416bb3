// Batches, masters and inputs.
#include "store/errors.h"
#include "store/sqlite.h"
#include "store/sqlite_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::MasterRow;
using core::Sha256;
using core::Timestamp;

namespace {

std::optional<MasterRow> masterWith(sqlite::Database& database, const Sha256& sha256) {
  sqlite::Statement row(
      database, std::string("SELECT ").append(kMasterColumns) + " FROM master WHERE sha256 = ?");
  row.bind(sha256);
  if (!row.step()) return std::nullopt;
  return masterFrom(row);
}

}  // namespace

void SqliteWorkStore::createBatch(const core::BatchRow& batch) {
  sqlite::Transaction transaction(*database_);
  const auto lane = core::slug(batch.lane);
  database_->run(
      "INSERT INTO batch (id, created, lane, unit) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET lane = excluded.lane WHERE lane <> excluded.lane",
      batch.id, batch.created, lane, batch.unit);
  database_->run("UPDATE job SET lane = ?1 WHERE batch = ?2 AND lane <> ?1", lane, batch.id);
  database_->run(
      "INSERT INTO unit_turn (lane, unit) SELECT lane, unit FROM batch WHERE id = ? "
      "ON CONFLICT DO NOTHING",
      batch.id);
  transaction.commit();
}

std::optional<MasterRow> SqliteWorkStore::findMaster(const Sha256& sha256) {
  return masterWith(*database_, sha256);
}

MasterRow SqliteWorkStore::addMaster(const std::string& batch, const std::string& path,
                                     const std::string& name, const Sha256& sha256,
                                     std::uint64_t size, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  auto master = masterWith(*database_, sha256);
  const bool known = master.has_value();
  if (!known) {
    database_->run(
        "INSERT INTO master (batch, name, sha256, size, state) VALUES (?, ?, ?, ?, 'stored')",
        batch, name, sha256, size);
    master = MasterRow{.id = database_->lastInsertId(),
                       .batch = batch,
                       .name = name,
                       .sha256 = sha256,
                       .size = size};
    addJob(batch, core::Stage::kOpen, master->id, now);
  }
  database_->run(
      "INSERT INTO input (batch, path, master, duplicate, taken) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (master, path) WHERE master IS NOT NULL DO NOTHING",
      batch, path, master->id, known, now);
  // What was refused before has come in after all.
  database_->run("DELETE FROM quarantine WHERE path = ? AND master IS NULL", path);
  transaction.commit();
  return *master;
}

void SqliteWorkStore::addRefusedInput(const std::string& batch, const std::string& path,
                                      const core::Failure& failure, Timestamp now) {
  sqlite::Transaction transaction(*database_);
  database_->run("DELETE FROM input WHERE batch = ? AND path = ? AND error_slug IS NOT NULL", batch,
                 path);
  database_->run("INSERT INTO input (batch, path, error_slug, taken) VALUES (?, ?, ?, ?)", batch,
                 path, failure.code, now);
  // A path refused again keeps its item, so that the number a person noted down stays good.
  database_->run(
      "UPDATE quarantine SET batch = ?, page_number = ?, code = ?, reason_vi = ?, reason_en = ?, "
      "since = ? WHERE path = ? AND master IS NULL",
      batch, failure.page, failure.code, failure.reason_vi, failure.reason_en, now, path);
  database_->run(
      "INSERT INTO quarantine (batch, path, page_number, stage, code, reason_vi, reason_en, since) "
      "SELECT ?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7 WHERE NOT EXISTS "
      "(SELECT 1 FROM quarantine WHERE path = ?2 AND master IS NULL)",
      batch, path, failure.page, failure.code, failure.reason_vi, failure.reason_en, now);
  transaction.commit();
}

}  // namespace sohoa::store
