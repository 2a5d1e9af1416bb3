#include "store/tsvector_search.h"

#include "store/full_text_query.h"

namespace sohoa::store {
namespace {

// Copies that a search looks through one by one, newest first, before it asks the index: what every
// fifth copy has is found in the first, what every hundredth has in the second.
constexpr int kWindows[] = {100, 2000};
// So many are gone through for those of several offices or of some days.
constexpr int kWalk = 20'000;
// The index is asked for what is among so many first.
constexpr int kNew = 20'000;
// Conditions that no more copies meet are not sought by words at all.
constexpr int kFew = 8000;
// So many are gone through for words that are all common and hardly ever stand together.
constexpr int kLongWindow = 10'000;
// How often a word stands is seen by so many of the newest copies. Lists of words that fewer than
// `kRare` of them have are short; the lists of others cost more than looking at the rows.
constexpr int kSample = 500;
constexpr int kRare = 5;
// So few that asking each row of the list for the conditions is less than going through all copies
// that meet them.
constexpr int kHardlyAny = 2;

std::string lines(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out.append(out.empty() ? "" : "\n").append(text);
  return out;
}

// All phrases come in one parameter, a line each.
std::string standing(const std::string& column, int parameter) {
  return " AND (SELECT bool_and(strpos(t." + column + ", phrase) > 0) FROM copy_text t, " +
         "string_to_table(?" + std::to_string(parameter) +
         "::text, E'\\n') AS phrase WHERE t.copy = w.copy)";
}

std::string behindCursor(const std::string& table, const std::string& id) {
  return " AND (" + table + ".created, " + table + "." + id + ") < (?5, ?6)";
}

}  // namespace

// Parameters: ?1 folded, ?2 exact, ?5 and ?6 the cursor, ?7 how many, ?12 and ?13 the phrases of
// both, ?14 pairs, ?15 what the index is asked for, ?16 the only office; the others by
// rowConditions.
void TsvectorSearch::bind(sql::Statement& row, const std::optional<SearchCursor>& from, int most,
                          const std::string& index_query) const {
  const auto start = from.value_or(SearchCursor{});
  const bool one = query_.units && query_.units->size() == 1;
  row.bind(folded_.wanted.query(), exact_.wanted.query(), query_.subject, query_.kind,
           start.created, start.id, most, query_.number, query_.issued_from, query_.issued_until,
           listed(query_.units), lines(folded_.wanted.phrases), lines(exact_.wanted.phrases),
           folded_.wanted.pairs, index_query, one ? query_.units->front() : std::string());
}

TsvectorSearch::TsvectorSearch(sql::Connection& connection, const core::SearchQuery& query,
                               int limit)
    : connection_(connection), query_(query), limit_(limit) {
  const auto words = parseSearchWords(query.words);
  for (const auto& term : words.terms) {
    folded_.wanted.add(term.folded, term.prefix);
    exact_.wanted.add(term.exact, term.prefix);
  }
  folded_.column = "folded";
  exact_.column = "exact";
  has_marks_ = words.has_marks;
  nothing_ = (!words.terms.empty() && folded_.wanted.parts.empty()) ||  // typed, but no word
             (query.units && query.units->empty());
}

std::string TsvectorSearch::folded() const {
  std::string out = "w.folded @@ ?1::text::tsquery";
  if (!folded_.wanted.pairs.empty()) out += " AND w.pairs @@ ?14::text::tsquery";
  if (folded_.wanted.longest > 2) out += standing("folded", 12);  // pairs need not stand together
  return out;
}

std::string TsvectorSearch::exact() const {
  std::string out = folded() + " AND w.exact @@ ?2::text::tsquery";
  if (!exact_.wanted.phrases.empty()) out += standing("exact", 13);
  return out;
}

void TsvectorSearch::count(Spelling& spelling) {
  if (spelling.counted) return;
  spelling.counted = true;
  const auto& parts = spelling.wanted.parts;
  std::vector<std::string> queries;
  for (const auto& part : parts) queries.push_back(part.query);
  std::vector<std::int64_t> having(parts.size(), 0);
  const auto& column = spelling.column;
  sql::Statement row(connection_,
                     "SELECT part.place, count(*) FROM (SELECT " + column +
                         " FROM copy_words ORDER BY created DESC LIMIT ?2) AS w JOIN "
                         "string_to_table(?1::text, E'\\n') WITH ORDINALITY AS part (query, place) "
                         "ON w." +
                         column + " @@ part.query::tsquery GROUP BY part.place");
  row.bind(lines(queries), kSample);
  while (row.step()) having.at(static_cast<std::size_t>(row.integer(0) - 1)) = row.integer(1);
  std::vector<std::string> rare;
  std::vector<std::string> whole;
  std::size_t rarest = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    spelling.hardly_any = spelling.hardly_any || having[i] <= (narrowed() ? kHardlyAny : 0);
    if (having[i] < having[rarest]) rarest = i;
    if (having[i] < kRare) rare.push_back(queries[i]);
    if (!parts[i].prefix) whole.push_back(queries[i]);
  }
  spelling.common = rare.empty();
  if (!rare.empty() || !spelling.wanted.pairs.empty()) {
    spelling.index_query = allOf(rare);
    return;
  }
  // Lists of whole words are cheap to join; that of a beginning has to be made first.
  if (parts[rarest].prefix) whole.push_back(queries[rarest]);
  spelling.index_query = allOf(whole);
}

// What the index answers, and what is then asked of each row it names. A condition in brackets with
// IS TRUE is no business of the index: joining long lists there costs more than looking.
std::string TsvectorSearch::ofIndex(const Tier& tier) const {
  std::string out = "(" + tier.of_row + ") IS TRUE";
  if (!tier.spelling->index_query.empty()) {
    out += " AND w." + tier.spelling->column + " @@ ?15::text::tsquery";
  }
  if (!folded_.wanted.pairs.empty()) out += " AND w.pairs @@ ?14::text::tsquery";
  return out;
}

bool TsvectorSearch::narrowed() const {
  return query_.kind || query_.issued_from || query_.issued_until || query_.units || query_.product;
}

// Copies that meet the conditions do not stand together in any index that is in order of time.
bool TsvectorSearch::scattered() const {
  return query_.issued_from || query_.issued_until || (query_.units && query_.units->size() > 1);
}

std::string TsvectorSearch::conditions() const {
  auto sql = rowConditionsOfAnyUnit(query_);
  if (!query_.units) return sql;
  if (query_.units->size() == 1) return sql + " AND copy.unit = ?16";
  const auto& dialect = sql::kPostgresDialect;
  return sql.append(" AND copy.unit IN ")
      .append(dialect.list_before)
      .append("?11")
      .append(dialect.list_after);
}

// The newest copies that meet the conditions; of scattered ones those among so many of the newest.
std::string TsvectorSearch::newest(bool behind, int most) const {
  constexpr const char* kOrder = " ORDER BY copy.created DESC, copy.id DESC LIMIT ";
  const auto cursor = behind ? behindCursor("copy", "id") : std::string();
  const auto limit = kOrder + std::to_string(most);
  if (!scattered()) {
    return "SELECT copy.id, copy.created FROM copy WHERE TRUE" + conditions() + cursor + limit;
  }
  std::string inner;
  if (query_.units && query_.units->size() == 1) inner += " AND copy.unit = ?16";
  if (query_.kind) inner += " AND copy.kind = ?4";
  return "SELECT copy.id, copy.created FROM (SELECT id, created, unit, kind, product, issued FROM "
         "copy WHERE TRUE" +
         inner + cursor + kOrder + std::to_string(kWalk) + ") AS copy WHERE TRUE" + conditions() +
         limit;
}

void TsvectorSearch::lookThrough(const Tier& tier, const std::string& copies) {
  add(tier.number, tier.from,
      "WITH best AS MATERIALIZED (SELECT copy.id FROM (" + copies +
          ") AS copy JOIN copy_words w ON w.copy = copy.id WHERE (" + tier.of_row +
          ") IS TRUE ORDER BY copy.created DESC, copy.id DESC LIMIT ?7) SELECT " +
          std::string(kHitColumns) +
          " FROM best JOIN copy ON copy.id = best.id ORDER BY copy.created DESC, copy.id DESC");
}

void TsvectorSearch::lookInIndex(const Tier& tier, bool new_ones_only) {
  std::string where = ofIndex(tier);
  if (new_ones_only) {
    where += " AND w.created >= (SELECT copy.created FROM copy WHERE TRUE" +
             (tier.from ? behindCursor("copy", "id") : std::string()) +
             " ORDER BY copy.created DESC, copy.id DESC LIMIT 1 OFFSET " + std::to_string(kNew) +
             ")";
  }
  if (narrowed()) {
    where += " AND EXISTS (SELECT 1 FROM copy WHERE copy.id = w.copy" + conditions() + ")";
  }
  if (tier.from) where += behindCursor("w", "copy");
  add(tier.number, tier.from,
      "WITH hit AS MATERIALIZED (SELECT w.copy, w.created FROM copy_words w WHERE " + where +
          "), best AS MATERIALIZED (SELECT copy FROM hit ORDER BY created DESC, copy DESC LIMIT "
          "?7) SELECT " +
          std::string(kHitColumns) +
          " FROM best JOIN copy ON copy.id = best.copy "
          "ORDER BY copy.created DESC, copy.id DESC",
      tier.spelling->index_query);
}

bool TsvectorSearch::few() {
  if (!few_) {
    sql::Statement row(connection_, "SELECT count(*) FROM (SELECT 1 FROM copy WHERE TRUE" +
                                        conditions() + " LIMIT ?7) AS met");
    bind(row, {}, kFew + 1, {});
    few_ = row.step() && row.integer(0) <= kFew;
  }
  return *few_;
}

// From what is cheap to what is certain: an earlier look counts only if it fills the page.
void TsvectorSearch::searchTier(const Tier& tier) {
  const bool behind = tier.from.has_value();
  const auto all = "SELECT copy.id, copy.created FROM copy WHERE TRUE" + conditions() +
                   (behind ? behindCursor("copy", "id") : "") + " OFFSET 0";
  if (query_.subject || query_.number) return lookThrough(tier, all);
  const auto before = static_cast<std::ptrdiff_t>(found_.size());
  const auto fills = [&] {
    if (full()) return true;
    found_.erase(found_.begin() + before, found_.end());
    return false;
  };
  for (const int window : kWindows) {
    lookThrough(tier, newest(behind, window));
    if (fills()) return;
  }
  count(*tier.spelling);
  if (!tier.spelling->hardly_any) {
    if (narrowed() && few()) return lookThrough(tier, all);
    if (tier.spelling->common && folded_.wanted.pairs.empty()) {
      lookThrough(tier, newest(behind, kLongWindow));
      if (fills()) return;
    }
    lookInIndex(tier, true);
    if (fills()) return;
  }
  lookInIndex(tier, false);
}

void TsvectorSearch::list(const std::optional<SearchCursor>& from) {
  const auto of_row = conditions() + (from ? behindCursor("copy", "id") : "");
  const std::string rows = "SELECT copy.id, copy.created FROM copy WHERE TRUE" + of_row;
  // A few are sorted; of many, some are among the newest.
  const auto those = scattered() && few() ? "SELECT copy.id FROM (" + rows + " OFFSET 0) AS copy"
                                          : "SELECT copy.id FROM copy WHERE TRUE" + of_row;
  add(0, from,
      "WITH best AS MATERIALIZED (" + those +
          " ORDER BY copy.created DESC, copy.id DESC LIMIT ?7) SELECT " + std::string(kHitColumns) +
          " FROM best JOIN copy ON copy.id = best.id ORDER BY copy.created DESC, copy.id DESC");
}

std::vector<FoundCopy> TsvectorSearch::run(const std::optional<SearchCursor>& from) {
  if (nothing_) return {};
  const std::int64_t first = from ? from->tier : 0;
  if (folded_.wanted.parts.empty()) {
    list(from);
  } else if (!has_marks_) {
    searchTier({0, from, folded(), &folded_});
  } else {
    if (first == 0) searchTier({0, from, exact(), &exact_});
    if (!full()) {
      searchTier(
          {1, first == 1 ? from : std::nullopt, folded() + " AND NOT (" + exact() + ")", &folded_});
    }
  }
  return std::move(found_);
}

// ?7: how many are looked at.
core::CopyFacets TsvectorSearch::facets(int most) {
  if (nothing_) return {};
  const auto fits = conditions();
  const bool words = !folded_.wanted.parts.empty();
  std::string sql;
  if (query_.subject || query_.number) {
    const auto has = words ? " AND " + folded() : std::string();
    sql = facetSql(
        "FROM copy JOIN copy_words w ON w.copy = copy.id WHERE TRUE" + fits + has + " LIMIT ?7",
        "");
  } else if (words) {
    count(folded_);
    if (folded_.common) {
      // Most of them are among the newest: the rest is "more".
      sql = facetSql(
          "FROM (SELECT copy AS id, folded, pairs, copy FROM copy_words ORDER BY created DESC "
          "LIMIT ?7) AS w JOIN copy ON copy.id = w.id",
          fits + " AND " + folded());
    } else {
      sql = facetSql("FROM (SELECT w.copy AS id FROM copy_words w WHERE " +
                         ofIndex({0, {}, folded(), &folded_}) +
                         " LIMIT ?7) AS found JOIN copy ON copy.id = found.id",
                     fits);
    }
  } else if (query_.units) {
    const auto office = query_.units->size() == 1
                            ? std::string("= ?16")
                            : "IN " + std::string(sql::kPostgresDialect.list_before) + "?11" +
                                  std::string(sql::kPostgresDialect.list_after);
    sql = facetSql("FROM (SELECT unit, kind, issued, product FROM copy WHERE unit " + office +
                       " LIMIT ?7) AS copy",
                   rowConditionsOfAnyUnit(query_));
  } else {
    sql = facetSql(
        "FROM (SELECT unit, kind, issued, product FROM copy ORDER BY id DESC LIMIT ?7) AS copy",
        fits);
  }
  sql::Statement row(connection_, sql);
  bind(row, {}, most, folded_.index_query);
  return facetsFrom(row, most);
}

void TsvectorSearch::add(std::int64_t tier, const std::optional<SearchCursor>& from,
                         const std::string& sql, const std::string& index_query) {
  if (full()) return;
  sql::Statement row(connection_, sql);
  bind(row, from, limit_ - static_cast<int>(found_.size()), index_query);
  while (row.step()) found_.push_back(foundFrom(row, tier));
}

}  // namespace sohoa::store
