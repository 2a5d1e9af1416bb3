#include "store/review_rows.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "store/errors.h"
#include "store/sql.h"

namespace sohoa::store {
namespace {

// Nothing where nobody can read it.
std::optional<core::ReviewContent> contentOf(const std::string& stored) {
  try {
    return nlohmann::json::parse(stored).get<core::ReviewContent>();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// Takes away what was read, or decided, on these pages; false when it says nothing of them.
bool forgetPages(core::ReviewContent& content, const std::set<int>& pages) {
  auto& document = content.document;
  auto gone =
      std::erase_if(content.words, [&](const auto& on) { return pages.contains(on.first); });
  gone += std::erase_if(document.unread, [&](const auto& on) { return pages.contains(on.page); });
  std::set<std::string> fields;
  for (const auto& [name, field] : document.fields) {
    if (field.rule != "given" && pages.contains(field.page)) fields.insert(name);
  }
  if (gone == 0 && fields.empty()) return false;
  for (const auto& name : fields) {
    document.fields.erase(name);
    content.twice.erase(name);
  }
  document.result_code.clear();  // made of fields
  document.file_name.clear();
  return true;
}

}  // namespace

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

void forgetItsPages(sql::Connection& connection, core::Id document) {
  // Two papers of a file may become secret at once.
  static_cast<void>(connection.value(
      std::string("SELECT 1 FROM master WHERE id = (SELECT master FROM document WHERE id = ?)")
          .append(connection.dialect().to_change),
      document));
  std::set<int> pages;
  {
    sql::Statement row(connection,
                       "SELECT number FROM document_page JOIN page ON page.id = "
                       "document_page.page WHERE document_page.document = ?");
    row.bind(document);
    while (row.step()) pages.insert(row.number(0));
  }
  using nlohmann::json;
  struct Shorter {
    core::Id document;
    int number;
    bool current;
    std::optional<core::ReviewContent> content;
  };
  std::vector<Shorter> all;
  {
    sql::Statement row(connection,
                       "SELECT review_revision.document, review_revision.number, "
                       "review_revision.content, review.revision FROM review_revision "
                       "JOIN document ON document.id = review_revision.document "
                       "JOIN review ON review.document = review_revision.document "
                       "WHERE document.id <> ?1 AND document.master = "
                       "(SELECT master FROM document WHERE id = ?1)");
    row.bind(document);
    while (row.step()) {
      auto content = contentOf(row.text(2));
      if (content && !forgetPages(*content, pages)) continue;
      all.push_back(
          {row.integer(0), row.number(1), row.number(1) == row.number(3), std::move(content)});
    }
  }
  for (const auto& one : all) {
    connection.run("UPDATE review_revision SET content = ? WHERE document = ? AND number = ?",
                   one.content
                       ? json(*one.content).dump(-1, ' ', false, json::error_handler_t::replace)
                       : "{}",
                   one.document, one.number);
    // The paper says what its newest revision does.
    if (one.current && one.content) {
      connection.run("UPDATE document SET content = ? WHERE id = ?",
                     storedDocument(one.content->document), one.document);
    }
  }
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
  forgetItsPages(connection, document);
}

}  // namespace sohoa::store
