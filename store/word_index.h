#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ports/warehouse.h"
#include "store/search_cursor.h"
#include "store/sql.h"

// Private to store/: how the words of copies are indexed and found again. Each engine has full-text
// search of its own; both are given the same words and must find the same copies.
namespace sohoa::store {

struct FoundCopy {
  core::SearchHit hit;
  SearchCursor at;
};

class WordIndex {
 public:
  virtual ~WordIndex() = default;

  // Within the transaction that added row `id` of the table copy: `text` and what else is searched.
  virtual void add(sql::Connection& connection, std::int64_t id, const std::string& text,
                   const std::string& words) const = 0;
  // The first `limit` copies behind `from`, where it is given, in the order of CopyCatalogue.
  [[nodiscard]] virtual std::vector<FoundCopy> search(sql::Connection& connection,
                                                      const core::SearchQuery& query,
                                                      const std::optional<SearchCursor>& from,
                                                      int limit) const = 0;
};

[[nodiscard]] const WordIndex& fts5Index();      // SQLite
[[nodiscard]] const WordIndex& tsvectorIndex();  // PostgreSQL

// Of the table copy, under that name.
inline constexpr std::string_view kHitColumns =
    "copy.copy_id, copy.kind, copy.title, copy.fields, copy.pages, copy.level, copy.content, "
    "copy.created, copy.id, copy.product";
// Throws Error(store.damaged).
[[nodiscard]] core::SearchHit hitFrom(const sql::Statement& row);
[[nodiscard]] FoundCopy foundFrom(const sql::Statement& row, std::int64_t tier);

}  // namespace sohoa::store
