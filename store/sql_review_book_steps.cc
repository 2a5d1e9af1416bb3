// The steps of a review, each one transaction.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/review_rows.h"
#include "store/sql.h"
#include "store/sql_review_book.h"
#include "store/work_rows.h"

namespace sohoa::store {

using core::Error;
using core::Id;
using core::ReviewContent;
using core::ReviewEntry;
using core::ReviewTurn;
using nlohmann::json;

namespace {

std::vector<int> sorted(std::vector<int> pages) {
  std::sort(pages.begin(), pages.end());
  return pages;
}

std::vector<int> pagesOf(sql::Connection& connection, Id document) {
  std::vector<int> pages;
  sql::Statement row(connection,
                     "SELECT number FROM document_page JOIN page ON page.id = document_page.page "
                     "WHERE document_page.document = ? ORDER BY number");
  row.bind(document);
  while (row.step()) pages.push_back(row.number(0));
  return pages;
}

void setPages(sql::Connection& connection, Id document, Id master, const std::vector<int>& pages) {
  for (const int page : pages) {
    connection.run(
        "UPDATE document_page SET document = ? WHERE page = "
        "(SELECT id FROM page WHERE master = ? AND number = ?)",
        document, master, page);
  }
}

// The highest number that a document of the file has.
int lastNumber(sql::Connection& connection, Id master) {
  int last = 0;
  sql::Statement row(connection, "SELECT content FROM document WHERE master = ?");
  row.bind(master);
  while (row.step()) last = std::max(last, json::parse(row.text(0)).value("number", 0));
  return last;
}

}  // namespace

// Locks in the order that SqlWorkStore keeps: batch, then master.
ReviewEntry SqlReviewBook::take(const ReviewTurn& turn) {
  const auto& dialect = connection_->dialect();
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM batch WHERE id = (SELECT batch FROM master WHERE id = "
                  "(SELECT master FROM document WHERE id = ?))")
          .append(dialect.to_rely),
      turn.document));
  static_cast<void>(connection_->value(
      std::string("SELECT 1 FROM master WHERE id = (SELECT master FROM document WHERE id = ?)")
          .append(dialect.to_change),
      turn.document));
  const auto entry = entryWhere("WHERE ?1 = '' AND review.document = ?2", "", turn.document);
  if (!entry || entry->state != ReviewEntry::State::kWaiting) {
    throw Error(core::kReviewOver, {.detail = "document " + std::to_string(turn.document)});
  }
  if (entry->revision != turn.revision) {
    throw Error(core::kReviewChanged, {.detail = "revision " + std::to_string(entry->revision)});
  }
  return *entry;
}

int SqlReviewBook::write(const ReviewTurn& turn, const std::string& action,
                         const ReviewContent& content) {
  const int number = turn.revision + 1;
  connection_->run("UPDATE review SET revision = ? WHERE document = ?", number, turn.document);
  connection_->run(
      "INSERT INTO review_revision (document, number, author, action, at, content) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      turn.document, number, turn.author, action, turn.at,
      json(content).dump(-1, ' ', false, json::error_handler_t::replace));
  connection_->run("UPDATE document SET content = ? WHERE id = ?", storedDocument(content.document),
                   turn.document);
  return number;
}

void SqlReviewBook::claim(Id document, const std::string& person, core::Timestamp now,
                          core::Timestamp until) {
  connection_->run(
      "UPDATE review SET claimed_by = ?1, claimed_until = ?2 WHERE document = ?3 "
      "AND state = 'waiting' AND (claimed_by IN ('', ?1) OR claimed_until <= ?4)",
      person, until, document, now);
}

int SqlReviewBook::change(const ReviewTurn& turn, const std::string& action,
                          const ReviewContent& content) {
  sql::Transaction transaction(*connection_);
  static_cast<void>(take(turn));
  if (pagesOf(*connection_, turn.document) != sorted(content.document.pages)) {
    throw Error(core::kReviewCut, {});
  }
  const int number = write(turn, action, content);
  transaction.commit();
  return number;
}

std::string SqlReviewBook::split(const ReviewTurn& turn, const ReviewContent& kept,
                                 const ReviewContent& taken) {
  sql::Transaction transaction(*connection_);
  const auto entry = take(turn);
  auto all = kept.document.pages;
  all.insert(all.end(), taken.document.pages.begin(), taken.document.pages.end());
  const bool whole = entry.whole || kept.document.pages.empty() || taken.document.pages.empty();
  if (whole || pagesOf(*connection_, turn.document) != sorted(all)) {
    throw Error(core::kReviewCut, {});
  }
  static_cast<void>(write(turn, "split", kept));
  auto fresh = taken;
  fresh.document.number = 1 + lastNumber(*connection_, entry.master);
  const auto copy = new_copy_id_();
  const Id id = connection_->value(
      "INSERT INTO document (master, position, copy_id, content, state) "
      "SELECT ?1, max(position) + 1, ?2, ?3, 'drafted' FROM document WHERE master = ?1 "
      "RETURNING id",
      entry.master, copy, storedDocument(fresh.document));
  setPages(*connection_, id, entry.master, fresh.document.pages);
  startReview(*connection_, id, fresh, {.certainty = entry.certainty}, entry.since);
  transaction.commit();
  return copy;
}

void SqlReviewBook::merge(const ReviewTurn& turn, const std::string& other, int other_revision,
                          const ReviewContent& content) {
  sql::Transaction transaction(*connection_);
  const auto entry = take(turn);
  const auto second = entryWhere("WHERE document.copy_id = ?1 AND ?2 = 0", other, 0);
  if (!second || second->master != entry.master || second->document == entry.document ||
      second->whole || entry.whole) {
    throw Error(core::kReviewCut, {});
  }
  if (second->state != ReviewEntry::State::kWaiting) throw Error(core::kReviewOver, {});
  if (second->revision != other_revision) throw Error(core::kReviewChanged, {});
  auto all = pagesOf(*connection_, entry.document);
  const auto more = pagesOf(*connection_, second->document);
  all.insert(all.end(), more.begin(), more.end());
  if (sorted(all) != sorted(content.document.pages)) throw Error(core::kReviewCut, {});
  setPages(*connection_, entry.document, entry.master, more);
  for (const char* table : {"review_revision", "review"}) {
    connection_->run(std::string("DELETE FROM ") + table + " WHERE document = ?", second->document);
  }
  connection_->run("DELETE FROM document WHERE id = ?", second->document);
  static_cast<void>(write(turn, "merge", content));
  transaction.commit();
}

void SqlReviewBook::recordEffort(const ReviewTurn& turn, const core::ReviewEffort& effort) {
  int total = 0;
  for (const auto& [field, times] : effort.corrections) total += times;
  const auto add = [&](const std::string& field, int times, std::int64_t work) {
    connection_->run(
        "INSERT INTO review_effort (batch, copy, kind, person, at, field, corrections, work_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        effort.batch, effort.copy_id, effort.kind, turn.author, turn.at, field, times, work);
  };
  add("", total, std::int64_t{effort.work.count()});
  for (const auto& [field, times] : effort.corrections) add(field, times, 0);
}

void SqlReviewBook::approve(const ReviewTurn& turn, const ReviewContent& content,
                            const std::map<int, core::Sha256>& results,
                            const core::ReviewEffort& effort) {
  sql::Transaction transaction(*connection_);
  const auto entry = take(turn);
  const auto own = pagesOf(*connection_, turn.document);
  if (own != sorted(content.document.pages)) throw Error(core::kReviewCut, {});
  for (const auto& [page, result] : results) {
    if (!std::binary_search(own.begin(), own.end(), page)) throw Error(core::kReviewCut, {});
    const Id id = connection_->value("SELECT id FROM page WHERE master = ? AND number = ?",
                                     entry.master, page);
    connection_->run(
        "INSERT INTO review_page (page, original) SELECT id, result FROM page WHERE id = ? "
        "ON CONFLICT DO NOTHING",
        id);
    connection_->run("UPDATE page SET result = ? WHERE id = ?", result, id);
  }
  static_cast<void>(write(turn, "approve", content));
  connection_->run("UPDATE review SET state = 'approved' WHERE document = ?", turn.document);
  recordEffort(turn, effort);
  connection_->run(
      "INSERT INTO job (batch, lane, unit, held, stage, subject, run_at, added) "
      "SELECT id, lane, unit, paused, 'assemble', ?2, 0, ?3 FROM batch WHERE id = ?1",
      entry.batch, turn.document, turn.at);
  transaction.commit();
}

void SqlReviewBook::holdSecret(const ReviewTurn& turn, const std::string& level) {
  sql::Transaction transaction(*connection_);
  const auto entry = take(turn);
  auto content = this->content(turn.document, turn.revision);
  content.document.secret = level;
  content.document.fields.clear();
  content.document.review.clear();
  static_cast<void>(write(turn, "change", content));
  holdSecretDocument(*connection_, turn.document, entry.batch, core::Stage::kAssemble, turn.at);
  transaction.commit();
}

}  // namespace sohoa::store
