#include "store/fts5_search.h"

namespace sohoa::store {
namespace {

// Words that many copies have are found among the newest of them; sorting all others would be in
// vain. So many copies are looked at first, and of so few each is asked for the words.
constexpr int kWindow = 1000;
// So many are gone through for those of some days.
constexpr int kWalk = 20'000;
constexpr std::string_view kOrder = "copy.created DESC, copy.id DESC LIMIT ?13";

std::string among(std::string_view parameter, std::string_view rows) {
  return std::string("copy.id IN (SELECT rowid FROM copy_words WHERE copy_words MATCH ")
      .append(parameter)
      .append(rows)
      .append(")");
}

std::string itself(std::string_view parameter) {
  return std::string("EXISTS (SELECT 1 FROM copy_words WHERE copy_words MATCH ")
      .append(parameter)
      .append(" AND rowid = copy.id)");
}

std::string sqliteList(std::string_view parameter) {
  return std::string(sql::kSqliteDialect.list_before)
      .append(parameter)
      .append(sql::kSqliteDialect.list_after);
}

}  // namespace

Fts5Search::Fts5Search(sql::Connection& connection, const core::SearchQuery& query, int limit)
    : connection_(connection),
      query_(query),
      limit_(limit),
      words_(fullTextQuery(parseSearchWords(query.words))),
      conditions_(rowConditions(query, sql::kSqliteDialect)) {}

// Parameters: ?1 folded words, ?2 exact words, ?5 to ?7 the cursor, ?12 how many copies are looked
// at, ?13 how many are wanted; the others by rowConditions.
void Fts5Search::bind(sql::Statement& row, const std::optional<SearchCursor>& from,
                      int limit) const {
  const auto start = from.value_or(SearchCursor{});
  row.bind(words_.folded, words_.exact, query_.subject, query_.kind, start.tier, start.created,
           start.id, query_.number, query_.issued_from, query_.issued_until, listed(query_.units),
           kWindow, limit);
}

std::vector<FoundCopy> Fts5Search::look(const std::string& sql,
                                        const std::optional<SearchCursor>& from) {
  sql::Statement row(connection_, sql);
  bind(row, from, limit_);
  std::vector<FoundCopy> found;
  while (row.step()) found.push_back(foundFrom(row, row.integer(kColumnsOfHit)));
  return found;
}

// Where one of the conditions is met by few copies: those, from its index. Else empty.
std::string Fts5Search::fewRows() {
  const auto few = [&](const std::string& rows) {
    sql::Statement row(connection_, "SELECT count(*) FROM (SELECT 1 FROM " + rows + " LIMIT ?13)");
    bind(row, {}, kWindow + 1);
    return row.step() && row.integer(0) <= kWindow;
  };
  std::vector<std::string> narrow;
  if (query_.issued_from || query_.issued_until) {
    auto days = std::string("copy INDEXED BY copy_by_day WHERE copy.issued <> ''");
    if (query_.issued_from) days += " AND copy.issued >= ?9";
    if (query_.issued_until) days += " AND copy.issued <= ?10";
    narrow.push_back(days);
  }
  if (query_.product == core::Product::kCertified) {
    narrow.push_back("copy INDEXED BY copy_certified WHERE copy.product = 'certified'");
  }
  if (query_.kind) narrow.push_back("copy INDEXED BY copy_by_kind WHERE copy.kind = ?4");
  if (query_.units) {
    narrow.push_back("copy INDEXED BY copy_by_unit WHERE copy.unit IN " + sqliteList("?11"));
  }
  for (const auto& rows : narrow) {
    if (few(rows)) return rows;
  }
  return {};
}

std::string Fts5Search::ofFewSql(const std::string& rows, bool behind) const {
  std::string sql = "SELECT " + std::string(kHitColumns);
  sql += words_.exact ? ", NOT " + itself("?2") + " AS tier" : ", 0 AS tier";
  sql += " FROM " + rows + conditions_;
  if (!words_.folded.empty()) sql += " AND " + itself("?1");
  if (behind) sql += " AND (tier, -copy.created, -copy.id) > (?5, -?6, -?7)";
  return sql + " ORDER BY tier, " + std::string(kOrder);
}

// Of the newest copies behind the cursor, those spelled as typed.
std::string Fts5Search::newestSql(bool behind) const {
  constexpr std::string_view kRows = " AND rowid >= (SELECT min(id) FROM newest)";
  constexpr std::string_view kNewest = " ORDER BY copy.created DESC, copy.id DESC LIMIT ";
  const std::string cursor = behind ? " AND (-copy.created, -copy.id) > (-?6, -?7)" : std::string();
  std::string sql = "WITH newest AS MATERIALIZED (SELECT copy.id FROM ";
  if (query_.issued_from || query_.issued_until) {
    // Those of some days stand in no order of time.
    sql.append("(SELECT id, created, unit, kind, product, issued FROM copy WHERE TRUE")
        .append(cursor)
        .append(kNewest)
        .append(std::to_string(kWalk))
        .append(") AS copy WHERE TRUE")
        .append(conditions_);
  } else {
    sql.append("copy WHERE TRUE").append(conditions_).append(cursor);
  }
  sql.append(kNewest).append("?12) SELECT ").append(kHitColumns);
  sql += ", 0 AS tier FROM newest JOIN copy ON copy.id = newest.id WHERE ?5 = 0 AND " +
         among("?1", kRows);
  if (words_.exact) sql += " AND " + among("?2", kRows);
  return sql + " ORDER BY " + std::string(kOrder);
}

std::string Fts5Search::searchSql(bool behind) const {
  std::string sql = "SELECT " + std::string(kHitColumns);
  sql += words_.exact ? ", NOT " + among("?2", "") + " AS tier" : ", 0 AS tier";
  if (words_.folded.empty()) {
    sql += " FROM copy";
    // Days have an index, too, which would have all of them sorted.
    const bool days = query_.issued_from || query_.issued_until;
    const bool other = query_.subject || query_.number || query_.kind || query_.units ||
                       query_.product == core::Product::kCertified;
    if (days && !other) sql += " INDEXED BY copy_newest";
    sql += " WHERE ?1 = ''";
  } else {
    // A subject or a number has few copies. Otherwise the index of words comes first: asked copy
    // by copy it takes as long for each as for all that have a rare word.
    const bool copies_first = query_.subject || query_.number;
    sql.append(" FROM copy_words ").append(copies_first ? "" : "CROSS ");
    sql += "JOIN copy ON copy.id = copy_words.rowid WHERE copy_words MATCH ?1";
  }
  sql += conditions_;
  if (behind) sql += " AND (tier, -copy.created, -copy.id) > (?5, -?6, -?7)";
  // Without a tier to sort by, an index has the order already.
  sql += words_.exact ? " ORDER BY tier, " : " ORDER BY ";
  return sql + std::string(kOrder);
}

std::vector<FoundCopy> Fts5Search::run(const std::optional<SearchCursor>& from) {
  if (!query_.subject && !query_.number) {
    if (const auto rows = fewRows(); !rows.empty()) {
      return look(ofFewSql(rows, from.has_value()), from);
    }
    if (!words_.folded.empty() && (!from || from->tier == 0)) {
      auto found = look(newestSql(from.has_value()), from);
      if (static_cast<int>(found.size()) == limit_) return found;
    }
  }
  return look(searchSql(from.has_value()), from);
}

// Parameter ?12: how many are looked at. The newest rows by their place, which is nearly that of
// their time, and from an index that holds all that is counted.
std::string Fts5Search::facetsSql() const {
  const bool words = !words_.folded.empty();
  if (query_.subject || query_.number) {
    std::string rows = "FROM copy WHERE TRUE" + conditions_;
    if (words) rows += " AND " + among("?1", "");
    return facetSql(rows + " LIMIT ?12", "");
  }
  if (words) {
    return facetSql(
        "FROM (SELECT rowid AS id FROM copy_words WHERE copy_words MATCH ?1 ORDER BY rowid DESC "
        "LIMIT ?12) AS found JOIN copy INDEXED BY copy_facets ON copy.id = found.id",
        conditions_);
  }
  if (query_.units) {
    return facetSql(
        "FROM (SELECT unit, kind, issued, product FROM copy INDEXED BY copy_facets_by_unit WHERE "
        "unit IN " +
            sqliteList("?11") + " LIMIT ?12) AS copy",
        rowConditionsOfAnyUnit(query_));
  }
  return facetSql(
      "FROM (SELECT unit, kind, issued, product FROM copy INDEXED BY copy_facets ORDER BY id DESC "
      "LIMIT ?12) AS copy",
      conditions_);
}

core::CopyFacets Fts5Search::facets(int most) {
  sql::Statement row(connection_, facetsSql());
  row.bind(words_.folded, 0, query_.subject, query_.kind, 0, 0, 0, query_.number,
           query_.issued_from, query_.issued_until, listed(query_.units), most);
  return facetsFrom(row, most);
}

}  // namespace sohoa::store
