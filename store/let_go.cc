#include "store/let_go.h"

#include <string>

namespace sohoa::store {
namespace {

// `blobs` selects them for the row ?1.
void note(sql::Connection& connection, const std::string& blobs, std::int64_t row,
          core::Timestamp now) {
  // Numbers become visible in their order, so that whoever follows them misses none.
  connection.passAlone("let go");
  connection.run(
      "INSERT INTO let_go (blob, since, alone) SELECT blob, ?2, 0 FROM (" + blobs + ") AS named",
      row, now);
}

constexpr std::string_view kBytes = "SELECT sha256 AS blob FROM master WHERE id = ?1";

}  // namespace

void letGoOfSealed(sql::Connection& connection, std::int64_t master, core::Timestamp now) {
  note(connection,
       std::string(kBytes) +
           " UNION SELECT result FROM page JOIN document_page ON document_page.page = page.id "
           "JOIN secret_document ON secret_document.id = document_page.document "
           "WHERE page.master = ?1 AND result IS NOT NULL "
           "UNION SELECT original FROM review_page "
           "JOIN document_page ON document_page.page = review_page.page "
           "JOIN secret_document ON secret_document.id = document_page.document "
           "WHERE secret_document.master = ?1 "
           "UNION SELECT pdf FROM document_pdf "
           "JOIN secret_document ON secret_document.id = document_pdf.document "
           "WHERE secret_document.master = ?1",
       master, now);
}

void letGoOfDocument(sql::Connection& connection, std::int64_t document, core::Timestamp now) {
  note(connection,
       "SELECT pdf AS blob FROM document_pdf WHERE document = ?1 "
       "UNION SELECT result FROM page JOIN document_page ON document_page.page = page.id "
       "WHERE document_page.document = ?1 AND result IS NOT NULL "
       "UNION SELECT original FROM review_page "
       "JOIN document_page ON document_page.page = review_page.page "
       "WHERE document_page.document = ?1",
       document, now);
}

void letGoOfMaster(sql::Connection& connection, std::int64_t master, core::Timestamp now) {
  note(connection,
       std::string(kBytes) +
           " UNION SELECT result FROM page WHERE master = ?1 AND result IS NOT NULL "
           "UNION SELECT original FROM review_page JOIN page ON page.id = review_page.page "
           "WHERE page.master = ?1",
       master, now);
}

void letGoAlone(sql::Connection& connection, const core::Sha256& blob, core::Timestamp removed) {
  connection.passAlone("let go");
  // The same moment, not a later one: a clock that was set back must not keep what is let go.
  if (connection.value("SELECT count(*) FROM let_go WHERE blob = ? AND since = ? AND alone = 1",
                       blob, removed) == 0) {
    connection.run("INSERT INTO let_go (blob, since, alone) VALUES (?, ?, 1)", blob, removed);
  }
}

void letGoAgain(sql::Connection& connection, std::int64_t master, core::Timestamp now) {
  if (connection.value("SELECT count(*) FROM sealed WHERE master = ?", master) == 0 &&
      connection.value("SELECT count(*) FROM disposed_master WHERE master = ?", master) == 0) {
    return;
  }
  note(connection, std::string(kBytes), master, now);
}

}  // namespace sohoa::store
