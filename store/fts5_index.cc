// The index of words in SQLite: FTS5 over the words as they are and folded.
#include "core/text.h"
#include "store/full_text_query.h"
#include "store/migrations.h"
#include "store/word_index.h"

namespace sohoa::store {
namespace {

// Words that many copies have are found among the newest of them; sorting all others would be in
// vain. So many copies are looked at first.
constexpr int kWindow = 1000;

// Parameters: ?1 folded words, ?2 exact words, ?5 to ?7 the cursor, ?12 how many copies are looked
// at, ?13 how many are wanted; the others by rowConditions.
std::string among(std::string_view parameter, std::string_view rows) {
  return std::string("copy.id IN (SELECT rowid FROM copy_words WHERE copy_words MATCH ")
      .append(parameter)
      .append(rows)
      .append(")");
}

// Of the newest copies behind the cursor, those spelled as typed.
std::string newestSql(const core::SearchQuery& query, const FullTextQuery& words, bool behind) {
  constexpr std::string_view kRows = " AND rowid >= (SELECT min(id) FROM newest)";
  std::string sql = "WITH newest AS MATERIALIZED (SELECT copy.id FROM copy WHERE TRUE" +
                    rowConditions(query, sql::kSqliteDialect);
  if (behind) sql += " AND (-copy.created, -copy.id) > (-?6, -?7)";
  sql += " ORDER BY copy.created DESC, copy.id DESC LIMIT ?12) SELECT " + std::string(kHitColumns) +
         ", 0 AS tier FROM newest JOIN copy ON copy.id = newest.id WHERE ?5 = 0 AND " +
         among("?1", kRows);
  if (words.exact) sql += " AND " + among("?2", kRows);
  return sql + " ORDER BY copy.created DESC, copy.id DESC LIMIT ?13";
}

std::string searchSql(const core::SearchQuery& query, const FullTextQuery& words, bool behind) {
  std::string sql = "SELECT " + std::string(kHitColumns);
  sql += words.exact ? ", NOT " + among("?2", "") + " AS tier" : ", 0 AS tier";
  sql += words.folded.empty() ? " FROM copy WHERE ?1 = ''"
                              : " FROM copy_words JOIN copy ON copy.id = copy_words.rowid "
                                "WHERE copy_words MATCH ?1";
  sql += rowConditions(query, sql::kSqliteDialect);
  if (behind) sql += " AND (tier, -copy.created, -copy.id) > (?5, -?6, -?7)";
  // Without a tier to sort by, an index has the order already.
  sql += words.exact ? " ORDER BY tier, " : " ORDER BY ";
  return sql + "copy.created DESC, copy.id DESC LIMIT ?13";
}

// Parameter ?12: how many are looked at. The newest rows by their place, which is nearly that of
// their time, and from an index that holds all that is counted.
std::string facetsSql(const core::SearchQuery& query, bool words) {
  const auto fits = rowConditions(query, sql::kSqliteDialect);
  if (query.subject || query.number) {
    std::string rows = "FROM copy WHERE TRUE" + fits;
    if (words) rows += " AND " + among("?1", "");
    return facetSql(rows + " LIMIT ?12", "");
  }
  if (words) {
    return facetSql(
        "FROM (SELECT rowid AS id FROM copy_words WHERE copy_words MATCH ?1 ORDER BY rowid DESC "
        "LIMIT ?12) AS found JOIN copy INDEXED BY copy_facets ON copy.id = found.id",
        fits);
  }
  if (query.units) {
    const std::string list(sql::kSqliteDialect.list_before);
    return facetSql(
        "FROM (SELECT unit, kind, issued, product FROM copy INDEXED BY copy_facets_by_unit WHERE "
        "unit IN " +
            list + "?11" + std::string(sql::kSqliteDialect.list_after) + " LIMIT ?12) AS copy",
        rowConditionsOfAnyUnit(query));
  }
  return facetSql(
      "FROM (SELECT unit, kind, issued, product FROM copy INDEXED BY copy_facets ORDER BY id DESC "
      "LIMIT ?12) AS copy",
      fits);
}

void index(sql::Connection& connection, std::int64_t id, const std::string& words) {
  connection.run("INSERT INTO copy_words (rowid, exact, folded) VALUES (?, ?, ?)", id,
                 withBeginnings(core::toLower(words)), withBeginnings(core::foldMarks(words)));
}

class Fts5Index final : public WordIndex {
 public:
  void add(sql::Connection& connection, std::int64_t id, const std::string& text,
           const std::string& words) const override {
    connection.run("INSERT INTO copy_text (copy, text) VALUES (?, ?)", id, text);
    index(connection, id, words);
  }

  // The index keeps no words of its own: it is told what it was given.
  void remove(sql::Connection& connection, std::int64_t id,
              const std::string& words) const override {
    connection.run(
        "INSERT INTO copy_words (copy_words, rowid, exact, folded) VALUES ('delete', ?, ?, ?)", id,
        withBeginnings(core::toLower(words)), withBeginnings(core::foldMarks(words)));
    connection.run("DELETE FROM copy_text WHERE copy = ?", id);
  }

  [[nodiscard]] std::vector<FoundCopy> search(sql::Connection& connection,
                                              const core::SearchQuery& query,
                                              const std::optional<SearchCursor>& from,
                                              int limit) const override {
    const auto words = fullTextQuery(parseSearchWords(query.words));
    const auto look = [&](const std::string& sql) {
      const auto start = from.value_or(SearchCursor{});
      sql::Statement row(connection, sql);
      row.bind(words.folded, words.exact, query.subject, query.kind, start.tier, start.created,
               start.id, query.number, query.issued_from, query.issued_until, listed(query.units),
               kWindow, limit);
      std::vector<FoundCopy> found;
      while (row.step()) found.push_back(foundFrom(row, row.integer(kColumnsOfHit)));
      return found;
    };
    // One state of the catalogue for both looks.
    const sql::Transaction snapshot(connection, sql::Transaction::Kind::kRead);
    // A subject or a number has few copies: they are found as fast without.
    const bool many = !words.folded.empty() && !query.subject && !query.number;
    if (many && (!from || from->tier == 0)) {
      auto found = look(newestSql(query, words, from.has_value()));
      if (static_cast<int>(found.size()) == limit) return found;
    }
    return look(searchSql(query, words, from.has_value()));
  }

  [[nodiscard]] core::CopyFacets facets(sql::Connection& connection, const core::SearchQuery& query,
                                        int most) const override {
    const auto words = fullTextQuery(parseSearchWords(query.words));
    sql::Statement row(connection, facetsSql(query, !words.folded.empty()));
    row.bind(words.folded, 0, query.subject, query.kind, 0, 0, 0, query.number, query.issued_from,
             query.issued_until, listed(query.units), most);
    return facetsFrom(row, most);
  }
};

}  // namespace

const WordIndex& fts5Index() {
  static const Fts5Index index;
  return index;
}

void indexWordsAnew(sql::Connection& connection) {
  sql::Statement row(connection,
                     "SELECT copy.id, title, fields, text FROM copy JOIN copy_text ON "
                     "copy_text.copy = copy.id ORDER BY copy.id");
  row.bind();
  while (row.step()) {
    index(connection, row.integer(0), searchedWordsOfRow(row.text(1), row.text(2), row.text(3)));
  }
}

}  // namespace sohoa::store
