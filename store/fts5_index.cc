// The index of words in SQLite: FTS5 over the words as they are and folded.
#include "store/fts5_search.h"
#include "store/migrations.h"
#include "store/word_index.h"

namespace sohoa::store {
namespace {

void index(sql::Connection& connection, std::int64_t id, const std::string& words) {
  connection.run("INSERT INTO copy_words (rowid, exact, folded) VALUES (?, ?, ?)", id,
                 exactForIndex(words), foldedForIndex(words));
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
        exactForIndex(words), foldedForIndex(words));
    connection.run("DELETE FROM copy_text WHERE copy = ?", id);
  }

  [[nodiscard]] std::vector<FoundCopy> search(sql::Connection& connection,
                                              const core::SearchQuery& query,
                                              const std::optional<SearchCursor>& from,
                                              int limit) const override {
    // One state of the catalogue for all looks.
    const sql::Transaction snapshot(connection, sql::Transaction::Kind::kRead);
    return Fts5Search(connection, query, limit).run(from);
  }

  [[nodiscard]] core::CopyFacets facets(sql::Connection& connection, const core::SearchQuery& query,
                                        int most) const override {
    return Fts5Search(connection, query, 0).facets(most);
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
