#include "store/sql_upkeep_book.h"

#include <nlohmann/json.hpp>
#include <set>

#include "core/document.h"
#include "store/errors.h"
#include "store/let_go.h"
#include "store/migrations.h"
#include "store/review_rows.h"
#include "store/sql.h"
#include "store/sql_work_store.h"

namespace sohoa::store {

using core::BlobState;
using core::Sha256;
using core::Timestamp;

namespace {

BlobState stateFrom(const std::string& word) {
  for (const auto state :
       {BlobState::kGood, BlobState::kDamaged, BlobState::kMissing, BlobState::kUnreadable}) {
    if (core::slug(state) == word) return state;
  }
  throw core::Error(kDamaged, {.detail = "unknown state of a blob: " + word});
}

std::vector<Sha256> digests(sql::Connection& connection, std::string_view sql) {
  std::vector<Sha256> found;
  sql::Statement row(connection, sql);
  while (row.step()) found.push_back(row.digest(0));
  return found;
}

// What is left of a document whose paper is gone: its pages and its kind, for the balance.
std::string withoutContent(const std::string& stored) {
  const auto before = nlohmann::json::parse(stored).get<core::Document>();
  core::Document after;
  after.pages = before.pages;
  after.kind = before.kind;
  after.kind_confidence = before.kind_confidence;
  after.cut = before.cut;
  after.cut_confidence = before.cut_confidence;
  after.number = before.number;
  return nlohmann::json(after).dump();
}

}  // namespace

SqlUpkeepBook::SqlUpkeepBook(const Location& location)
    : connection_(openDatabase(location, workSchema(), SqlWorkStore::Options().busy_timeout)) {}

SqlUpkeepBook::~SqlUpkeepBook() = default;

// What is new and what is gone is found before the store is locked for writing; what changes in
// between is seen the next time.
void SqlUpkeepBook::takeStock(const std::vector<Sha256>& others, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto come = digests(*connection_,
                            "SELECT blob FROM blob_reference WHERE NOT gone "
                            "EXCEPT SELECT blob FROM blob_check");
  auto gone = digests(*connection_,
                      "SELECT blob FROM blob_check WHERE elsewhere = 0 "
                      "EXCEPT SELECT blob FROM blob_reference WHERE NOT gone");
  const std::set<Sha256> elsewhere(others.begin(), others.end());
  for (const auto& id : digests(*connection_, "SELECT blob FROM blob_check WHERE elsewhere = 1")) {
    if (!elsewhere.contains(id)) gone.push_back(id);
  }
  sql::Transaction transaction(*connection_);
  connection_->passAlone("stock");
  constexpr std::string_view kInsert =
      "INSERT INTO blob_check (blob, checked, elsewhere) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  for (const auto& id : gone) connection_->run("DELETE FROM blob_check WHERE blob = ?", id);
  for (const auto& id : come) connection_->run(kInsert, id, now, 0);
  for (const auto& id : elsewhere) connection_->run(kInsert, id, now, 1);
  transaction.commit();
}

std::vector<core::UpkeepBook::Checked> SqlUpkeepBook::due(Timestamp before, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Checked> found;
  sql::Statement row(*connection_,
                     "SELECT blob, checked, state FROM blob_check WHERE checked < ? "
                     "ORDER BY checked, blob LIMIT ?");
  row.bind(before, limit);
  while (row.step()) found.push_back({row.digest(0), row.time(1), stateFrom(row.text(2))});
  return found;
}

void SqlUpkeepBook::recordCheck(const Sha256& id, BlobState state, bool repaired, Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("stock");
  const bool bad = state != BlobState::kGood || repaired;
  const bool known =
      connection_->value("SELECT count(*) FROM blob_check WHERE blob = ? AND state <> 'good'",
                         id) != 0;
  connection_->run("UPDATE blob_check SET checked = ?, state = ? WHERE blob = ?", now,
                   core::slug(state), id);
  constexpr std::string_view kCount = "UPDATE scrub_count SET count = count + 1 WHERE what = ?";
  connection_->run(kCount, "checked");
  if (bad && !known) connection_->run(kCount, "damaged");
  if (repaired) connection_->run(kCount, "repaired");
  transaction.commit();
}

core::UpkeepBook::Stock SqlUpkeepBook::stock() {
  const std::lock_guard lock(mutex_);
  Stock stock;
  stock.blobs = connection_->value("SELECT count(*) FROM blob_check");
  stock.bad = connection_->value("SELECT count(*) FROM blob_check WHERE state <> 'good'");
  {
    sql::Statement row(*connection_, "SELECT checked FROM blob_check ORDER BY checked LIMIT 1");
    if (row.step()) stock.oldest = row.time(0);
  }
  sql::Statement row(*connection_, "SELECT what, count FROM scrub_count");
  while (row.step()) {
    const auto what = row.text(0);
    (what == "checked"   ? stock.checks
     : what == "damaged" ? stock.damaged
                         : stock.repaired) = row.integer(1);
  }
  return stock;
}

std::vector<Sha256> SqlUpkeepBook::toRemove() {
  const std::lock_guard lock(mutex_);
  constexpr std::string_view kOpen = "SELECT DISTINCT blob FROM let_go WHERE removed IS NULL";
  if (digests(*connection_, kOpen).empty()) return {};
  // Two pages can have one result: what another row still needs stays, until that row goes.
  connection_->run(
      "UPDATE let_go SET removed = 0 WHERE removed IS NULL AND blob IN "
      "(SELECT blob FROM blob_reference WHERE NOT gone)");
  return digests(*connection_, kOpen);
}

void SqlUpkeepBook::recordRemoved(const Sha256& id, Timestamp now) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  connection_->passAlone("stock");
  connection_->run("UPDATE let_go SET removed = ? WHERE blob = ? AND removed IS NULL", now, id);
  connection_->run("DELETE FROM blob_check WHERE blob = ?", id);
  transaction.commit();
}

bool SqlUpkeepBook::named(const Sha256& id) {
  const std::lock_guard lock(mutex_);
  return connection_->value("SELECT count(*) FROM blob_reference WHERE blob = ? AND NOT gone",
                            id) != 0;
}

void SqlUpkeepBook::recordKept(const Sha256& id) {
  const std::lock_guard lock(mutex_);
  connection_->run("UPDATE let_go SET removed = 0 WHERE blob = ? AND removed IS NULL", id);
}

core::UpkeepBook::LetGo SqlUpkeepBook::letGoAfter(std::int64_t number) {
  const std::lock_guard lock(mutex_);
  LetGo found;
  found.last = number;
  sql::Statement row(*connection_,
                     "SELECT number, blob FROM let_go WHERE number > ? ORDER BY number");
  row.bind(number);
  while (row.step()) {
    found.last = row.integer(0);
    found.ids.push_back(row.digest(1));
  }
  return found;
}

void SqlUpkeepBook::disposeDocument(std::int64_t document, std::int64_t master, Timestamp now) {
  connection_->run("INSERT INTO disposed (document, since) VALUES (?, ?)", document, now);
  connection_->run("DELETE FROM review_revision WHERE document = ?", document);
  forgetItsPages(*connection_, document);
  std::string content;
  {
    sql::Statement row(*connection_, "SELECT content FROM document WHERE id = ?");
    if (row.bind(document).step()) content = row.text(0);
  }
  connection_->run("UPDATE document SET content = ? WHERE id = ?", withoutContent(content),
                   document);
  letGoOfDocument(*connection_, document, now);
  if (connection_->value("SELECT count(*) FROM disposed_master WHERE master = ?", master) == 0) {
    return;
  }
  letGoOfMaster(*connection_, master, now);
  connection_->run("DELETE FROM said WHERE sha256 = (SELECT sha256 FROM master WHERE id = ?)",
                   master);
}

void SqlUpkeepBook::dispose(const std::string& copy_id, const Sha256& content, Timestamp removed) {
  const std::lock_guard lock(mutex_);
  sql::Transaction transaction(*connection_);
  std::int64_t document = 0;
  std::int64_t master = 0;
  {
    sql::Statement row(*connection_, "SELECT id, master FROM document WHERE copy_id = ?");
    if (row.bind(copy_id).step()) {
      document = row.integer(0);
      master = row.integer(1);
    }
  }
  if (document == 0) {
    letGoAlone(*connection_, content, removed);
  } else {
    static_cast<void>(connection_->value(
        std::string("SELECT 1 FROM master WHERE id = ?").append(connection_->dialect().to_change),
        master));
    if (connection_->value("SELECT count(*) FROM disposed WHERE document = ?", document) == 0) {
      disposeDocument(document, master, removed);
    }
  }
  transaction.commit();
}

std::optional<core::UpkeepBook::Anchor> SqlUpkeepBook::anchor(const std::string& record) {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_, "SELECT number, chain FROM anchor WHERE record = ?");
  if (!row.bind(record).step()) return std::nullopt;
  return Anchor{row.integer(0), row.digest(1)};
}

void SqlUpkeepBook::setAnchor(const std::string& record, const Anchor& anchor, Timestamp now) {
  const std::lock_guard lock(mutex_);
  connection_->run(
      "INSERT INTO anchor (record, number, chain, at) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (record) DO UPDATE SET number = excluded.number, chain = excluded.chain, "
      "at = excluded.at WHERE anchor.number < excluded.number",
      record, anchor.number, anchor.chain, now);
}

}  // namespace sohoa::store
