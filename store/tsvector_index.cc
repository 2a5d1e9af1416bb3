// The index of words in PostgreSQL: tsvectors of words that are split and folded here, as they are
// for SQLite, so that neither the server's parser nor the language of the database has a say.
#include "core/text.h"
#include "store/tsvector_search.h"
#include "store/tsvector_words.h"
#include "store/word_index.h"

namespace sohoa::store {
namespace {

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
    // Rows and index are looked into one after the other and must agree.
    const sql::Transaction snapshot(connection, sql::Transaction::Kind::kRead);
    return TsvectorSearch(connection, query, limit).run(from);
  }

  [[nodiscard]] core::CopyFacets facets(sql::Connection& connection, const core::SearchQuery& query,
                                        int most) const override {
    const sql::Transaction snapshot(connection, sql::Transaction::Kind::kRead);
    return TsvectorSearch(connection, query, 1).facets(most);
  }
};

}  // namespace

const WordIndex& tsvectorIndex() {
  static const TsvectorIndex index;
  return index;
}

}  // namespace sohoa::store
