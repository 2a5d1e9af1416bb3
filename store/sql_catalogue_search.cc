// Search in the catalogue.
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/sql_catalogue.h"
#include "store/tombstones.h"
#include "store/word_index.h"

namespace sohoa::store {

using core::Error;
using core::SearchHit;

namespace {

constexpr int kMostHits = 200;

}  // namespace

SearchHit hitFrom(const sql::Statement& row) {
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

std::optional<std::string> listed(const std::optional<std::vector<std::string>>& texts) {
  if (!texts) return std::nullopt;
  return nlohmann::json(*texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string rowConditionsOfAnyUnit(const core::SearchQuery& query) {
  std::string sql;
  if (query.subject) sql += " AND copy.subject = ?3";
  if (query.kind) sql += " AND copy.kind = ?4";
  // Said twice, so that the index of numbers that are not empty can be used.
  if (query.number) sql += " AND copy.number = ?8 AND copy.number <> ''";
  if (query.issued_from) sql += " AND copy.issued >= ?9";
  if (query.issued_until) sql += " AND copy.issued <= ?10 AND copy.issued <> ''";
  if (query.product) {
    sql.append(" AND copy.product = '").append(core::slug(*query.product)).append("'");
  }
  return sql;
}

std::string rowConditions(const core::SearchQuery& query, const sql::Dialect& dialect) {
  auto sql = rowConditionsOfAnyUnit(query);
  if (query.units) {
    sql.append(" AND copy.unit IN ").append(dialect.list_before).append("?11");
    sql.append(dialect.list_after);
  }
  return sql;
}

FoundCopy foundFrom(const sql::Statement& row, std::int64_t tier) {
  return {hitFrom(row), {.tier = tier, .created = row.integer(7), .id = row.integer(8)}};
}

std::string facetSql(const std::string& rows, const std::string& fits) {
  return "SELECT unit, kind, year, product, fits, count(*) FROM (SELECT copy.unit, copy.kind, "
         "substr(copy.issued, 1, 4) AS year, copy.product, (TRUE" +
         fits + ") AS fits " + rows + ") AS looked GROUP BY unit, kind, year, product, fits";
}

core::CopyFacets facetsFrom(sql::Statement& row, int most) {
  core::CopyFacets facets;
  std::int64_t looked = 0;
  while (row.step()) {
    const auto count = row.integer(5);
    looked += count;
    if (row.integer(4) == 0) continue;
    facets.units[row.text(0)] += count;
    facets.kinds[row.text(1)] += count;
    facets.years[row.text(2)] += count;
    facets.products[core::product(row.text(3))] += count;
    facets.total += count;
  }
  facets.more = looked >= most;
  return facets;
}

core::CopyFacets SqlCatalogue::facets(const core::SearchQuery& query, int most) const {
  if (most < 1) throw Error(core::kBadQuery, {});
  const std::lock_guard lock(mutex_);
  return words_.facets(*connection_, query, most);
}

core::SearchPage SqlCatalogue::search(const core::SearchQuery& query) const {
  if (query.limit < 1 || query.limit > kMostHits) throw Error(core::kBadQuery, {});
  std::optional<SearchCursor> from;
  if (query.cursor) from = decodeCursor(*query.cursor, query);
  std::vector<FoundCopy> found;
  {
    const std::lock_guard lock(mutex_);
    found = words_.search(*connection_, query, from, query.limit + 1);
  }
  core::SearchPage page;
  if (static_cast<int>(found.size()) > query.limit) {
    found.pop_back();
    page.next = encode(found.back().at, query);
  }
  for (auto& each : found) page.hits.push_back(std::move(each.hit));
  return page;
}

core::CopyCatalogue::Changes SqlCatalogue::changes(
    std::int64_t after, const std::optional<std::vector<std::string>>& units, int limit) const {
  if (limit < 1 || limit > kMostHits) throw Error(core::kBadQuery, {});
  std::string sql = "SELECT " + std::string(kHitColumns) + " FROM copy WHERE copy.id > ?1";
  if (units) {
    const auto& dialect = connection_->dialect();
    sql.append(" AND copy.unit IN ").append(dialect.list_before).append("?2");
    sql.append(dialect.list_after);
  }
  sql += " ORDER BY copy.id LIMIT ?3";
  const std::lock_guard lock(mutex_);
  // One moment for both, or what was taken away between them would be in neither.
  const sql::Transaction snapshot(*connection_, sql::Transaction::Kind::kRead);
  auto removed = tombstonesBehind(*connection_, after, units, limit + 1);
  sql::Statement row(*connection_, sql);
  row.bind(after, listed(units), limit + 1);
  Changes changes;
  changes.last = after;
  auto gone = removed.begin();
  bool here = row.step();
  for (int taken = 0; here || gone != removed.end(); ++taken) {
    if (taken == limit) {
      changes.more = true;
      break;
    }
    if (gone == removed.end() || (here && row.integer(8) < gone->number)) {
      changes.last = row.integer(8);
      changes.copies.push_back(hitFrom(row));
      here = row.step();
    } else {
      changes.last = gone->number;
      changes.removed.push_back(std::move(*gone++));
    }
  }
  return changes;
}

std::optional<std::string> SqlCatalogue::text(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT text FROM copy_text WHERE copy = "
                     "(SELECT id FROM copy WHERE copy_id = ?)");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

std::optional<SearchHit> SqlCatalogue::find(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT " + std::string(kHitColumns) + " FROM copy WHERE copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return hitFrom(row);
}

}  // namespace sohoa::store
