// Search in the catalogue.
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/full_text_query.h"
#include "store/search_cursor.h"
#include "store/sqlite.h"
#include "store/sqlite_catalogue.h"

namespace sohoa::store {

using core::Error;
using core::SearchHit;

namespace {

constexpr int kMostHits = 200;

constexpr std::string_view kHitColumns =
    "copy.copy_id, copy.kind, copy.title, copy.fields, copy.pages, copy.level, copy.content, "
    "copy.created, copy.id, copy.product, copy.unit, copy.case_file, copy.subject, copy.size, "
    "copy.accepted";
constexpr int kColumnsOfHit = 15;

SearchHit hitFrom(const sqlite::Statement& row) {
  SearchHit hit{.id = row.text(0),
                .product = core::product(row.text(9)),
                .kind = row.text(1),
                .title = row.text(2),
                .fields = {},
                .pages = row.number(4),
                .level = row.text(5),
                .content = row.digest(6),
                .created = row.time(7),
                .unit = row.text(10),
                .case_file = row.text(11),
                .subject = row.text(12),
                .size = static_cast<std::uint64_t>(row.integer(13)),
                .accepted = row.time(14)};
  try {
    hit.fields = nlohmann::json::parse(row.text(3)).get<decltype(hit.fields)>();
  } catch (const nlohmann::json::exception&) {
    throw Error(kDamaged, {.detail = "fields of copy " + hit.id});
  }
  return hit;
}

// A list of texts as one parameter.
std::optional<std::string> listed(const std::optional<std::vector<std::string>>& texts) {
  if (!texts) return std::nullopt;
  return nlohmann::json(*texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// ?1 folded words, ?2 exact words, ?3 subject, ?4 kind, ?5 to ?7 the cursor, ?8 number, ?9 and ?10
// first and last day of issue, ?11 units, ?12 how many: always there, so that all can be bound.
std::string searchSql(const core::SearchQuery& query, const FullTextQuery& words) {
  std::string sql = "SELECT " + std::string(kHitColumns);
  sql += words.exact
             ? ", copy.id NOT IN (SELECT rowid FROM copy_words WHERE copy_words MATCH ?2) AS tier"
             : ", 0 AS tier";
  sql += words.folded.empty() ? " FROM copy WHERE ?1 = ''"
                              : " FROM copy_words JOIN copy ON copy.id = copy_words.rowid "
                                "WHERE copy_words MATCH ?1";
  if (query.subject) sql += " AND copy.subject = ?3";
  if (query.kind) sql += " AND copy.kind = ?4";
  if (query.number) sql += " AND json_extract(copy.fields, '$.so_ky_hieu') = ?8";
  if (query.issued_from) sql += " AND json_extract(copy.fields, '$.ngay_ban_hanh') >= ?9";
  if (query.issued_until) sql += " AND json_extract(copy.fields, '$.ngay_ban_hanh') <= ?10";
  if (query.units) sql += " AND copy.unit IN (SELECT value FROM json_each(?11))";
  if (query.cursor) sql += " AND (tier, -copy.created, -copy.id) > (?5, -?6, -?7)";
  sql += " ORDER BY tier, copy.created DESC, copy.id DESC LIMIT ?12";
  return sql;
}

}  // namespace

core::SearchPage SqliteCatalogue::search(const core::SearchQuery& query) const {
  if (query.limit < 1 || query.limit > kMostHits) throw Error(core::kBadQuery, {});
  const auto words = parseFullTextQuery(query.words);
  const auto from = query.cursor ? decodeCursor(*query.cursor, query) : SearchCursor{};
  const std::lock_guard lock(mutex_);
  sqlite::Statement row(*database_, searchSql(query, words));
  row.bind(words.folded, words.exact, query.subject, query.kind, from.tier, from.created, from.id,
           query.number, query.issued_from, query.issued_until, listed(query.units),
           query.limit + 1);
  core::SearchPage page;
  SearchCursor last;
  while (row.step()) {
    if (static_cast<int>(page.hits.size()) == query.limit) {
      page.next = encode(last, query);
      break;
    }
    page.hits.push_back(hitFrom(row));
    last = {.tier = row.integer(kColumnsOfHit), .created = row.integer(7), .id = row.integer(8)};
  }
  return page;
}

core::CopyCatalogue::Changes SqliteCatalogue::changes(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  if (limit < 1 || limit > kMostHits) throw Error(core::kBadQuery, {});
  std::string sql = "SELECT " + std::string(kHitColumns) + " FROM copy WHERE copy.id > ?1";
  if (units) sql += " AND copy.unit IN (SELECT value FROM json_each(?2))";
  sql += " ORDER BY copy.id LIMIT ?3";
  const std::lock_guard lock(mutex_);
  sqlite::Statement row(*database_, sql);
  row.bind(after, listed(units), limit + 1);
  Changes changes;
  changes.last = after;
  while (row.step()) {
    if (static_cast<int>(changes.copies.size()) == limit) {
      changes.more = true;
      break;
    }
    changes.copies.push_back(hitFrom(row));
    changes.last = row.integer(8);
  }
  return changes;
}

std::optional<std::string> SqliteCatalogue::text(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  sqlite::Statement row(*database_,
                        "SELECT text FROM copy_text WHERE copy = "
                        "(SELECT id FROM copy WHERE copy_id = ?)");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

std::optional<SearchHit> SqliteCatalogue::find(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  sqlite::Statement row(*database_,
                        "SELECT " + std::string(kHitColumns) + " FROM copy WHERE copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return hitFrom(row);
}

}  // namespace sohoa::store
