#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/ports/copy_catalogue.h"
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
  // Within the transaction that removes row `id`, before it does: `words` as they were added.
  virtual void remove(sql::Connection& connection, std::int64_t id,
                      const std::string& words) const = 0;
  // The first `limit` copies behind `from`, where it is given, in the order of CopyCatalogue.
  [[nodiscard]] virtual std::vector<FoundCopy> search(sql::Connection& connection,
                                                      const core::SearchQuery& query,
                                                      const std::optional<SearchCursor>& from,
                                                      int limit) const = 0;
  // What all of them are, as CopyCatalogue has it.
  [[nodiscard]] virtual core::CopyFacets facets(sql::Connection& connection,
                                                const core::SearchQuery& query, int most) const = 0;
};

// All that a copy is found by, each piece on a line of its own, NFC.
[[nodiscard]] std::string searchedWords(const std::string& title,
                                        const std::map<std::string, core::FieldContent>& fields,
                                        const std::string& text);

// The same of a row of the table copy, whose fields are JSON. Throws Error(store.damaged).
[[nodiscard]] std::string searchedWordsOfRow(const std::string& title, const std::string& fields,
                                             const std::string& text);

[[nodiscard]] const WordIndex& fts5Index();      // SQLite
[[nodiscard]] const WordIndex& tsvectorIndex();  // PostgreSQL

// Of the table copy, under that name.
inline constexpr std::string_view kHitColumns =
    "copy.copy_id, copy.kind, copy.title, copy.fields, copy.pages, copy.level, copy.content, "
    "copy.created, copy.id, copy.product, copy.unit, copy.case_file, copy.subject, copy.size, "
    "copy.accepted";
inline constexpr int kColumnsOfHit = 15;

// The number that the next change gets: a copy that comes, or one that goes.
inline constexpr std::string_view kNextNumber =
    "(SELECT max(taken) + 1 FROM (SELECT coalesce(max(id), 0) AS taken FROM copy UNION ALL "
    "SELECT coalesce(max(number), 0) FROM tombstone) AS numbers)";

// What a query asks of a copy's row besides its words, in the numbers that both indexes give these
// parameters: ?3 subject, ?4 kind, ?8 number, ?9 and ?10 first and last day of issue, ?11 units.
[[nodiscard]] std::string rowConditions(const core::SearchQuery& query,
                                        const sql::Dialect& dialect);
// The same without the office.
[[nodiscard]] std::string rowConditionsOfAnyUnit(const core::SearchQuery& query);
// Counts what `rows` ("FROM …" of the table copy, at most as many as are looked at) are; those that
// are not as `fits` says (" AND …") are counted too, to tell how many were looked at.
[[nodiscard]] std::string facetSql(const std::string& rows, const std::string& fits);
// Out of the rows of facetSql().
[[nodiscard]] core::CopyFacets facetsFrom(sql::Statement& row, int most);
// A list of texts as one parameter, for Dialect::list_before and list_after.
[[nodiscard]] std::optional<std::string> listed(
    const std::optional<std::vector<std::string>>& texts);
// Throws Error(store.damaged).
[[nodiscard]] core::SearchHit hitFrom(const sql::Statement& row);
[[nodiscard]] FoundCopy foundFrom(const sql::Statement& row, std::int64_t tier);

}  // namespace sohoa::store
