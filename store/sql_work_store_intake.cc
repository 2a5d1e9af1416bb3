// Batches, masters and inputs.
#include "store/errors.h"
#include "store/let_go.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::MasterRow;
using core::Sha256;
using core::Timestamp;

namespace {

std::optional<MasterRow> masterWith(sql::Connection& database, const Sha256& sha256) {
  sql::Statement row(
      database, std::string("SELECT ").append(kMasterColumns) + " FROM master WHERE sha256 = ?");
  row.bind(sha256);
  if (!row.step()) return std::nullopt;
  return masterFrom(row);
}

}  // namespace

void SqlWorkStore::createBatch(const core::BatchRow& batch) {
  sql::Transaction transaction(*connection_);
  const auto lane = core::slug(batch.lane);
  connection_->run(
      "INSERT INTO batch (id, created, lane, unit, review) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET lane = excluded.lane WHERE batch.lane <> excluded.lane",
      batch.id, batch.created, lane, batch.unit, core::slug(batch.review));
  connection_->run("UPDATE job SET lane = ?1 WHERE batch = ?2 AND lane <> ?1", lane, batch.id);
  connection_->run(
      "INSERT INTO unit_turn (lane, unit) SELECT lane, unit FROM batch WHERE id = ? "
      "ON CONFLICT DO NOTHING",
      batch.id);
  if (batch.taking) {
    connection_->run("UPDATE batch SET taking = ? WHERE id = ?", batch.created, batch.id);
  }
  transaction.commit();
}

void SqlWorkStore::endTaking(const std::string& batch) {
  connection_->run("UPDATE batch SET taking = NULL WHERE id = ?", batch);
}

std::optional<MasterRow> SqlWorkStore::findMaster(const Sha256& sha256) {
  return masterWith(*connection_, sha256);
}

MasterRow SqlWorkStore::addMaster(const std::string& batch, const std::string& path,
                                  const std::string& name, const Sha256& sha256, std::uint64_t size,
                                  Timestamp now) {
  sql::Transaction transaction(*connection_);
  relyOn(batch);
  auto master = masterWith(*connection_, sha256);
  bool known = master.has_value();
  if (!known) {
    const auto id = connection_->value(
        "INSERT INTO master (batch, name, sha256, size, state) VALUES (?, ?, ?, ?, 'stored') "
        "ON CONFLICT (sha256) DO NOTHING RETURNING id",
        batch, name, sha256, size);
    if (id == 0) {  // somebody else brought these bytes just now
      master = masterWith(*connection_, sha256);
      known = true;
    } else {
      master = MasterRow{.id = id, .batch = batch, .name = name, .sha256 = sha256, .size = size};
      addJob(batch, core::Stage::kOpen, id, now);
    }
  }
  connection_->run(
      "INSERT INTO input (batch, path, master, duplicate, taken) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (master, path) WHERE master IS NOT NULL DO NOTHING",
      batch, path, master->id, known, now);
  if (known) letGoAgain(*connection_, master->id, now);
  // What was refused before has come in after all.
  connection_->run("DELETE FROM quarantine WHERE path = ? AND master IS NULL", path);
  transaction.commit();
  return *master;
}

void SqlWorkStore::addRefusedInput(const std::string& batch, const std::string& path,
                                   const core::Failure& failure, Timestamp now) {
  sql::Transaction transaction(*connection_);
  // The same path refused twice at once leaves one row.
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM batch WHERE id = ?").append(connection_->dialect().to_change),
      batch));
  connection_->run("DELETE FROM input WHERE batch = ? AND path = ? AND error_slug IS NOT NULL",
                   batch, path);
  connection_->run("INSERT INTO input (batch, path, error_slug, taken) VALUES (?, ?, ?, ?)", batch,
                   path, failure.code, now);
  // A path refused again keeps its item, so that the number a person noted down stays good.
  connection_->run(
      "INSERT INTO quarantine (batch, path, page_number, stage, code, reason_vi, reason_en, since) "
      "VALUES (?, ?, ?, 'open', ?, ?, ?, ?) ON CONFLICT (path) WHERE master IS NULL DO UPDATE SET "
      "batch = excluded.batch, page_number = excluded.page_number, code = excluded.code, "
      "reason_vi = excluded.reason_vi, reason_en = excluded.reason_en, since = excluded.since",
      batch, path, failure.page, failure.code, failure.reason_vi, failure.reason_en, now);
  transaction.commit();
}

}  // namespace sohoa::store
