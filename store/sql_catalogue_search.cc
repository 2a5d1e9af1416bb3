// Search in the catalogue.
#include <nlohmann/json.hpp>

#include "store/errors.h"
#include "store/sql_catalogue.h"
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
                .created = row.time(7)};
  try {
    hit.fields = nlohmann::json::parse(row.text(3)).get<decltype(hit.fields)>();
  } catch (const nlohmann::json::exception&) {
    throw Error(kDamaged, {.detail = "fields of copy " + hit.id});
  }
  return hit;
}

FoundCopy foundFrom(const sql::Statement& row, std::int64_t tier) {
  return {hitFrom(row), {.tier = tier, .created = row.integer(7), .id = row.integer(8)}};
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

std::optional<SearchHit> SqlCatalogue::find(const std::string& copy_id) const {
  const std::lock_guard lock(mutex_);
  sql::Statement row(*connection_,
                     "SELECT " + std::string(kHitColumns) + " FROM copy WHERE copy_id = ?");
  row.bind(copy_id);
  if (!row.step()) return std::nullopt;
  return hitFrom(row);
}

}  // namespace sohoa::store
