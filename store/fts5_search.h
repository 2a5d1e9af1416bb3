#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/full_text_query.h"
#include "store/word_index.h"

namespace sohoa::store {

// Private to store/: one search in SQLite. How it goes about it: docs/adr/0060.
class Fts5Search {
 public:
  // The first two must outlive it. Within one state of the catalogue.
  Fts5Search(sql::Connection& connection, const core::SearchQuery& query, int limit);

  [[nodiscard]] std::vector<FoundCopy> run(const std::optional<SearchCursor>& from);
  [[nodiscard]] core::CopyFacets facets(int most);

 private:
  [[nodiscard]] std::vector<FoundCopy> look(const std::string& sql,
                                            const std::optional<SearchCursor>& from);
  [[nodiscard]] std::string fewRows();
  [[nodiscard]] std::string ofFewSql(const std::string& rows, bool behind) const;
  [[nodiscard]] std::string newestSql(bool behind) const;
  [[nodiscard]] std::string searchSql(bool behind) const;
  [[nodiscard]] std::string facetsSql() const;
  void bind(sql::Statement& row, const std::optional<SearchCursor>& from, int limit) const;

  sql::Connection& connection_;
  const core::SearchQuery& query_;
  int limit_;
  FullTextQuery words_;
  std::string conditions_;
};

}  // namespace sohoa::store
