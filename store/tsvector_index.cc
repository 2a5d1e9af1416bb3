// The index of words in PostgreSQL: tsvectors of words that are split and folded here, as they are
// for SQLite, so that neither the server's parser nor the language of the database has a say.
#include <algorithm>
#include <set>

#include "core/text.h"
#include "store/full_text_query.h"
#include "store/word_index.h"

namespace sohoa::store {
namespace {

// A tsvector ends at 1 MB, and one of its words at 2 kB; pages of noise must not be refused for it.
constexpr std::size_t kMostBytes = 900'000;
constexpr std::size_t kMostWordBytes = 1000;

// Copies that a search looks through one by one, newest first, before it asks the index: a word
// that every other copy has is found in the first, one that every fortieth has in the second,
// sooner than in a list of all copies that have it.
constexpr int kWindows[] = {100, 1000};

std::string cut(const std::string& word) {
  if (word.size() <= kMostWordBytes) return word;
  auto end = kMostWordBytes;
  while ((static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) --end;
  return word.substr(0, end);
}

std::string lexeme(const std::string& word) { return "'" + cut(word) + "'"; }

std::string vectorOf(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : std::set<std::string>(words.begin(), words.end())) {
    if (out.size() > kMostBytes) break;
    out.append(lexeme(word)).append(" ");
  }
  return out;
}

// "khai sinh", "sinh an": words that stand together.
std::vector<std::string> pairsOf(const std::vector<std::string>& words) {
  std::vector<std::string> pairs;
  for (std::size_t i = 1; i < words.size(); ++i) pairs.push_back(words[i - 1] + " " + words[i]);
  return pairs;
}

// " khai sinh ": every word between single spaces.
std::string spaced(const std::vector<std::string>& words) {
  std::string out = " ";
  for (const auto& word : words) out.append(word).append(" ");
  return out;
}

void append(std::string& query, const std::vector<std::string>& words, bool prefix) {
  for (const auto& word : words) {
    if (!query.empty()) query += " & ";
    query += lexeme(word);
    if (prefix && &word == &words.back()) query += ":*";
  }
}

// What is typed as tsqueries over words and pairs, and what must stand in the text besides.
struct Wanted {
  std::string query;
  std::string pairs;
  std::vector<std::string> phrases;
  std::size_t longest = 0;  // words of the longest phrase

  void add(const std::string& term, bool prefix) {
    const auto words = core::splitWords(term);
    append(query, words, prefix);
    if (words.size() < 2) return;
    append(pairs, pairsOf(words), prefix);
    longest = std::max(longest, words.size());
    phrases.push_back(spaced(words));
    if (prefix) phrases.back().pop_back();
  }
};

// A search in one way of writing: the rows of copy_words that it finds.
class Search {
 public:
  Search(sql::Connection& connection, const core::SearchQuery& query, int limit)
      : connection_(connection), query_(query), limit_(limit) {
    const auto words = parseSearchWords(query.words);
    for (const auto& term : words.terms) {
      folded_.add(term.folded, term.prefix);
      exact_.add(term.exact, term.prefix);
    }
    has_marks_ = words.has_marks;
    nothing_ = !words.terms.empty() && folded_.query.empty();  // typed, but no word
  }

  // Parameter ?15: how many are looked at.
  core::CopyFacets facets(int most) {
    if (nothing_) return {};
    const auto fits = rowConditions(query_, sql::kPostgresDialect);
    const bool words = !folded_.query.empty();
    std::string sql;
    if (query_.subject || query_.number) {
      const auto has = words ? " AND " + folded() : std::string();
      sql = facetSql(
          "FROM copy JOIN copy_words w ON w.copy = copy.id WHERE TRUE" + fits + has + " LIMIT ?15",
          "");
    } else if (words) {
      sql = facetSql("FROM (SELECT w.copy AS id FROM copy_words w WHERE " + folded() +
                         " LIMIT ?15) AS found JOIN copy ON copy.id = found.id",
                     fits);
    } else if (query_.units) {
      const auto& dialect = sql::kPostgresDialect;
      sql = facetSql("FROM (SELECT unit, kind, issued, product FROM copy WHERE unit IN " +
                         std::string(dialect.list_before) + "?11" +
                         std::string(dialect.list_after) + " LIMIT ?15) AS copy",
                     rowConditionsOfAnyUnit(query_));
    } else {
      sql = facetSql(
          "FROM (SELECT unit, kind, issued, product FROM copy ORDER BY id DESC LIMIT ?15) AS copy",
          fits);
    }
    sql::Statement row(connection_, sql);
    row.bind(folded_.query, exact_.query, query_.subject, query_.kind, 0, 0, 0, query_.number,
             query_.issued_from, query_.issued_until, listed(query_.units), lines(folded_),
             lines(exact_), folded_.pairs, most);
    return facetsFrom(row, most);
  }

  std::vector<FoundCopy> run(const std::optional<SearchCursor>& from) {
    if (nothing_) return {};
    const std::int64_t first = from ? from->tier : 0;
    if (folded_.query.empty()) {
      add(0, from, listing());
    } else if (!has_marks_) {
      addTier(0, from, folded(), folded());
    } else {
      const auto both = exact() + " AND " + folded();
      if (first == 0) addTier(0, from, both, both);
      // In the index, one list is taken from the other: no row's words are unpacked.
      addTier(
          1, first == 1 ? from : std::nullopt, folded() + " AND NOT (" + exact() + ")",
          folded() + " AND w.copy NOT IN (SELECT w.copy FROM copy_words w WHERE " + exact() + ")");
    }
    return std::move(found_);
  }

 private:
  // Parameters: ?1 folded, ?2 exact, ?5 and ?6 the cursor, ?7 how many, ?12 and ?13 the phrases of
  // both, ?14 pairs; the others by rowConditions.
  [[nodiscard]] std::string folded() const {
    std::string out = "w.folded @@ ?1::text::tsquery";
    if (!folded_.pairs.empty()) out += " AND w.pairs @@ ?14::text::tsquery";
    if (folded_.longest > 2) out += standing("folded", 12);  // pairs need not stand together
    return out;
  }
  [[nodiscard]] std::string exact() const {
    std::string out = "w.exact @@ ?2::text::tsquery";
    if (!folded_.pairs.empty()) out += " AND w.pairs @@ ?14::text::tsquery";
    if (!exact_.phrases.empty()) out += standing("exact", 13);
    return out;
  }
  // All phrases come in one parameter, a line each.
  static std::string standing(const std::string& column, int parameter) {
    return " AND (SELECT bool_and(strpos(t." + column +
           ", phrase) > 0) FROM copy_text t, string_to_table(?" + std::to_string(parameter) +
           "::text, E'\\n') AS phrase WHERE t.copy = w.copy)";
  }

  [[nodiscard]] std::string filters(const std::string& table, const std::string& id,
                                    bool behind) const {
    std::string out;
    if (table == "copy") {
      out = rowConditions(query_, sql::kPostgresDialect);
    } else {
      if (query_.kind) out += " AND " + table + ".kind = ?4";
      // Rarely asked for, so that they are not repeated beside the words.
      if (query_.number || query_.issued_from || query_.issued_until || query_.units ||
          query_.product) {
        out += " AND EXISTS (SELECT 1 FROM copy WHERE copy.id = " + table + "." + id +
               rowConditions(query_, sql::kPostgresDialect) + ")";
      }
    }
    if (behind) out += " AND (" + table + ".created, " + table + "." + id + ") < (?5, ?6)";
    return out;
  }

  [[nodiscard]] std::string listing() const {
    return "SELECT " + std::string(kHitColumns) +
           " FROM copy WHERE TRUE%FILTERS% "
           "ORDER BY copy.created DESC, copy.id DESC LIMIT ?7";
  }

  // A subject has few copies: they are looked through. Otherwise first the newest, then the index.
  // `of_row` and `of_index` say the same, one for each way.
  void addTier(std::int64_t tier, const std::optional<SearchCursor>& from,
               const std::string& of_row, const std::string& of_index) {
    const std::string newest =
        "SELECT * FROM copy WHERE TRUE%FILTERS% "
        "ORDER BY copy.created DESC, copy.id DESC";
    const auto through = [&](const std::string& copies) {
      return "SELECT " + std::string(kHitColumns) + " FROM (" + copies +
             ") AS copy JOIN copy_words w ON w.copy = copy.id WHERE " + of_row +
             " ORDER BY copy.created DESC, copy.id DESC LIMIT ?7";
    };
    if (query_.subject) return add(tier, from, through(newest + " OFFSET 0"));
    const auto before = static_cast<std::ptrdiff_t>(found_.size());
    for (const int window : kWindows) {
      add(tier, from, through(newest + " LIMIT " + std::to_string(window)));
      if (full()) return;
      found_.erase(found_.begin() + before, found_.end());
    }
    add(tier, from,
        "WITH hit AS MATERIALIZED (SELECT w.copy, w.created FROM copy_words w WHERE " + of_index +
            "%ROWS%), best AS MATERIALIZED (SELECT copy FROM hit "
            "ORDER BY created DESC, copy DESC LIMIT ?7) SELECT " +
            std::string(kHitColumns) +
            " FROM best JOIN copy ON copy.id = best.copy "
            "ORDER BY copy.created DESC, copy.id DESC");
  }

  static std::string lines(const Wanted& wanted) {
    std::string out;
    for (const auto& phrase : wanted.phrases) out.append(out.empty() ? "" : "\n").append(phrase);
    return out;
  }

  [[nodiscard]] bool full() const { return static_cast<int>(found_.size()) >= limit_; }

  void add(std::int64_t tier, const std::optional<SearchCursor>& from, std::string sql) {
    if (full()) return;
    const auto fill = [&](const std::string& mark, const std::string& text) {
      if (const auto at = sql.find(mark); at != std::string::npos) {
        sql.replace(at, mark.size(), text);
      }
    };
    fill("%FILTERS%", filters("copy", "id", from.has_value()));
    fill("%ROWS%", filters("w", "copy", from.has_value()));
    const auto start = from.value_or(SearchCursor{});
    sql::Statement row(connection_, sql);
    row.bind(folded_.query, exact_.query, query_.subject, query_.kind, start.created, start.id,
             limit_ - static_cast<int>(found_.size()), query_.number, query_.issued_from,
             query_.issued_until, listed(query_.units), lines(folded_), lines(exact_),
             folded_.pairs);
    while (row.step()) found_.push_back(foundFrom(row, tier));
  }

  sql::Connection& connection_;
  const core::SearchQuery& query_;
  int limit_;
  Wanted folded_;
  Wanted exact_;
  bool has_marks_ = false;
  bool nothing_ = false;
  std::vector<FoundCopy> found_;
};

class TsvectorIndex final : public WordIndex {
 public:
  void add(sql::Connection& connection, std::int64_t id, const std::string& text,
           const std::string& words) const override {
    const auto exact = core::splitWords(core::toLower(words));
    const auto folded = core::splitWords(core::foldMarks(words));
    connection.run("INSERT INTO copy_text (copy, text, exact, folded) VALUES (?, ?, ?, ?)", id,
                   text, spaced(exact), spaced(folded));
    connection.run(
        "INSERT INTO copy_words (copy, created, kind, exact, folded, pairs) SELECT id, created, "
        "kind, ?2::text::tsvector, ?3::text::tsvector, ?4::text::tsvector FROM copy WHERE id = ?1",
        id, vectorOf(exact), vectorOf(folded), vectorOf(pairsOf(folded)));
  }

  void remove(sql::Connection& connection, std::int64_t id,
              const std::string& /*words*/) const override {
    connection.run("DELETE FROM copy_words WHERE copy = ?", id);
    connection.run("DELETE FROM copy_text WHERE copy = ?", id);
  }

  [[nodiscard]] std::vector<FoundCopy> search(sql::Connection& connection,
                                              const core::SearchQuery& query,
                                              const std::optional<SearchCursor>& from,
                                              int limit) const override {
    // The window and the index are looked into one after the other and must agree.
    const sql::Transaction snapshot(connection, sql::Transaction::Kind::kRead);
    return Search(connection, query, limit).run(from);
  }

  [[nodiscard]] core::CopyFacets facets(sql::Connection& connection, const core::SearchQuery& query,
                                        int most) const override {
    return Search(connection, query, 1).facets(most);
  }
};

}  // namespace

const WordIndex& tsvectorIndex() {
  static const TsvectorIndex index;
  return index;
}

}  // namespace sohoa::store
