#include "store/review_rows.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/sql.h"

namespace sohoa::store {

std::string storedDocument(const core::Document& document) {
  using nlohmann::json;
  return json(document).dump(-1, ' ', false, json::error_handler_t::replace);
}

void startReview(sql::Connection& connection, core::Id document, const core::ReviewContent& draft,
                 const core::ReviewHold& hold, core::Timestamp now) {
  using nlohmann::json;
  const int certainty = static_cast<int>(std::lround(std::clamp(hold.certainty, 0.0, 1.0) * 1000));
  connection.run("INSERT INTO review (document, since, certainty, whole) VALUES (?, ?, ?, ?)",
                 document, now, certainty, hold.whole);
  connection.run(
      "INSERT INTO review_revision (document, number, author, action, at, content) "
      "VALUES (?, 1, '', 'draft', ?, ?)",
      document, now, json(draft).dump(-1, ' ', false, json::error_handler_t::replace));
}

void holdSecretDocument(sql::Connection& connection, core::Id document, const std::string& batch,
                        core::Stage stage, core::Timestamp now) {
  connection.run("UPDATE document SET state = 'quarantined' WHERE id = ?", document);
  connection.run(
      "INSERT INTO quarantine (batch, path, master, document, page_number, stage, code, "
      "reason_vi, reason_en, since) "
      "SELECT ?1, input.path, document.master, document.id, (SELECT min(page.number) "
      "FROM document_page JOIN page ON page.id = document_page.page "
      "WHERE document_page.document = document.id), ?3, ?4, ?5, ?6, ?7 "
      "FROM document JOIN input ON input.master = document.master AND input.duplicate = 0 "
      "WHERE document.id = ?2",
      batch, document, core::slug(stage), kStateSecret.slug, kStateSecret.vi, kStateSecret.en, now);
  connection.run("UPDATE review SET state = 'secret' WHERE document = ?", document);
  connection.run("DELETE FROM review_revision WHERE document = ?", document);
}

}  // namespace sohoa::store
