#include "store/sql_package_shelf.h"

#include <nlohmann/json.hpp>
#include <set>

#include "store/errors.h"
#include "store/migrations.h"
#include "store/sql.h"
#include "store/sql_work_store.h"
#include "store/work_rows.h"

namespace sohoa::store {
namespace {

using core::Error;
using core::FinishedMaster;
using core::Id;

void require(bool ok, const char* what) {
  if (!ok) throw Error(core::kInternal, {.detail = std::string("finished master: ") + what});
}

// Every kept page in one paper, no other page in any, and nothing left to be done.
void checkRows(const FinishedMaster& master) {
  require(!master.pages.empty(), "no pages");
  std::set<int> used;
  for (const auto& row : master.documents) {
    require(!row.document.secret, "a state secret");
    require(row.base_pdf && row.operator_pdf && row.agency_pdf, "a PDF is missing");
    require(!row.copy_id.empty() && !row.document.pages.empty(), "an empty paper");
    for (const int page : row.document.pages) {
      require(page >= 0 && page < static_cast<int>(master.pages.size()), "no such page");
      require(master.pages[static_cast<std::size_t>(page)].mark == core::PageMark::kKept,
              "a page that was not kept");
      require(used.insert(page).second, "a page in two papers");
    }
  }
  for (std::size_t i = 0; i < master.pages.size(); ++i) {
    const bool kept = master.pages[i].mark == core::PageMark::kKept;
    require(kept == used.contains(static_cast<int>(i)), "a kept page without a paper");
  }
}

// Two programs that take in the same package go one after the other.
void holdBatch(sql::Connection& connection, const std::string& batch) {
  static_cast<void>(connection.value(
      std::string("SELECT 1 FROM batch WHERE id = ?").append(connection.dialect().to_change),
      batch));
}

}  // namespace

SqlPackageShelf::SqlPackageShelf(const Location& location)
    : connection_(openDatabase(location, workSchema(), SqlWorkStore::Options().busy_timeout)) {}

SqlPackageShelf::~SqlPackageShelf() = default;

bool SqlPackageShelf::known(const FinishedMaster& master) {
  for (const auto& row : master.documents) {
    if (connection_->value(
            "SELECT count(*) FROM document JOIN master ON master.id = document.master "
            "WHERE copy_id = ? AND sha256 <> ?",
            row.copy_id, master.row.sha256) > 0) {
      throw Error(core::kDocumentKnown, {.detail = "copy " + row.copy_id});
    }
  }
  sql::Statement row(*connection_,
                     "SELECT batch, state, (SELECT count(*) FROM document "
                     "WHERE master = master.id AND state = 'delivered') "
                     "FROM master WHERE sha256 = ?");
  row.bind(master.row.sha256);
  if (!row.step()) return false;
  const bool same = row.text(0) == master.row.batch && row.text(1) == "composed" &&
                    row.number(2) == static_cast<int>(master.documents.size());
  if (!same) throw Error(core::kDocumentKnown, {.file = master.row.name});
  return true;
}

void SqlPackageShelf::addDocument(Id master, int position, const core::DocumentRow& row,
                                  core::Timestamp now) {
  const Id id = connection_->value(
      "INSERT INTO document (master, position, copy_id, content, state) "
      "VALUES (?, ?, ?, ?, 'delivered') RETURNING id",
      master, position, row.copy_id, nlohmann::json(row.document).dump());
  for (const int page : row.document.pages) {
    connection_->run(
        "INSERT INTO document_page (page, document) "
        "SELECT id, ? FROM page WHERE master = ? AND number = ?",
        id, master, page);
  }
  for (const auto& [role, pdf] :
       {std::pair{"base", row.base_pdf}, std::pair{"operator", row.operator_pdf},
        std::pair{"agency", row.agency_pdf}}) {
    connection_->run("INSERT INTO document_pdf (document, role, pdf, made) VALUES (?, ?, ?, ?)", id,
                     role, pdf, now);
  }
}

bool SqlPackageShelf::takeOver(const FinishedMaster& master, core::Timestamp now) {
  checkRows(master);
  sql::Transaction transaction(*connection_);
  holdBatch(*connection_, master.row.batch);
  if (known(master)) return false;
  const Id id = connection_->value(
      "INSERT INTO master (batch, name, sha256, size, state, page_count) "
      "VALUES (?, ?, ?, ?, 'composed', ?) ON CONFLICT (sha256) DO NOTHING RETURNING id",
      master.row.batch, master.row.name, master.row.sha256, master.row.size,
      static_cast<int>(master.pages.size()));
  if (id == 0) return !known(master);  // another batch brought these bytes just now
  connection_->run(
      "INSERT INTO input (batch, path, master, duplicate, taken) VALUES (?, ?, ?, 0, ?)",
      master.row.batch, master.path, id, now);
  if (master.place) {
    connection_->run(
        "INSERT INTO case_place (batch, path, case_file, parts) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        master.row.batch, master.path, master.place->case_file,
        nlohmann::json(master.place->parts).dump());
  }
  for (std::size_t i = 0; i < master.pages.size(); ++i) {
    connection_->run(
        "INSERT INTO page (master, number, state, mark, result) VALUES (?, ?, 'read', ?, ?)", id,
        static_cast<int>(i), slug(master.pages[i].mark), master.pages[i].result);
  }
  int position = 0;
  for (const auto& row : master.documents) addDocument(id, position++, row, now);
  transaction.commit();
  return true;
}

void SqlPackageShelf::keepSignOff(const core::SignOff& each) {
  const auto& sheets = each.balance;
  sql::Transaction transaction(*connection_);
  holdBatch(*connection_, each.batch);
  connection_->run(
      "INSERT INTO sign_off (batch, person, remark, at, fed, stored, kept, blank, separator, "
      "quarantined) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE NOT EXISTS "
      "(SELECT 1 FROM sign_off WHERE batch = ?1 AND person = ?2 AND remark = ?3 AND at = ?4)",
      each.batch, each.person, each.remark, each.at, sheets.fed, sheets.stored, sheets.kept,
      sheets.blank, sheets.separator, sheets.quarantined);
  transaction.commit();
}

void SqlPackageShelf::keepStatement(const std::string& package, const std::string& statement) {
  connection_->run(
      "INSERT INTO package_statement (package, statement) VALUES (?, ?) ON CONFLICT DO NOTHING",
      package, statement);
}

std::optional<std::string> SqlPackageShelf::statement(const std::string& package) {
  sql::Statement row(*connection_, "SELECT statement FROM package_statement WHERE package = ?");
  row.bind(package);
  if (!row.step()) return {};
  return row.text(0);
}

}  // namespace sohoa::store
