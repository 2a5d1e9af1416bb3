// The index of words in SQLite: FTS5 over the words as they are and folded.
#include "core/text.h"
#include "store/full_text_query.h"
#include "store/word_index.h"

namespace sohoa::store {
namespace {

// ?1 folded words, ?2 exact words, ?5 to ?7 the cursor, ?12 how many; the others by rowConditions.
std::string searchSql(const core::SearchQuery& query, const FullTextQuery& words) {
  std::string sql = "SELECT " + std::string(kHitColumns);
  sql += words.exact
             ? ", copy.id NOT IN (SELECT rowid FROM copy_words WHERE copy_words MATCH ?2) AS tier"
             : ", 0 AS tier";
  sql += words.folded.empty() ? " FROM copy WHERE ?1 = ''"
                              : " FROM copy_words JOIN copy ON copy.id = copy_words.rowid "
                                "WHERE copy_words MATCH ?1";
  sql += rowConditions(query, sql::kSqliteDialect);
  if (query.cursor) sql += " AND (tier, -copy.created, -copy.id) > (?5, -?6, -?7)";
  sql += " ORDER BY tier, copy.created DESC, copy.id DESC LIMIT ?12";
  return sql;
}

class Fts5Index final : public WordIndex {
 public:
  void add(sql::Connection& connection, std::int64_t id, const std::string& text,
           const std::string& words) const override {
    connection.run("INSERT INTO copy_text (copy, text) VALUES (?, ?)", id, text);
    connection.run("INSERT INTO copy_words (rowid, exact, folded) VALUES (?, ?, ?)", id,
                   core::toLower(words), core::foldMarks(words));
  }

  [[nodiscard]] std::vector<FoundCopy> search(sql::Connection& connection,
                                              const core::SearchQuery& query,
                                              const std::optional<SearchCursor>& from,
                                              int limit) const override {
    const auto words = fullTextQuery(parseSearchWords(query.words));
    const auto start = from.value_or(SearchCursor{});
    sql::Statement row(connection, searchSql(query, words));
    row.bind(words.folded, words.exact, query.subject, query.kind, start.tier, start.created,
             start.id, query.number, query.issued_from, query.issued_until, listed(query.units),
             limit);
    std::vector<FoundCopy> found;
    while (row.step()) found.push_back(foundFrom(row, row.integer(kColumnsOfHit)));
    return found;
  }
};

}  // namespace

const WordIndex& fts5Index() {
  static const Fts5Index index;
  return index;
}

}  // namespace sohoa::store
