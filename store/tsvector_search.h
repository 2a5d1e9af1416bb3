#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/tsvector_words.h"
#include "store/word_index.h"

namespace sohoa::store {

// Private to store/: one search in PostgreSQL. How it goes about it: docs/adr/0058.
class TsvectorSearch {
 public:
  // The three must outlive it. Within one state of the catalogue.
  TsvectorSearch(sql::Connection& connection, const core::SearchQuery& query, int limit);

  [[nodiscard]] std::vector<FoundCopy> run(const std::optional<SearchCursor>& from);
  [[nodiscard]] core::CopyFacets facets(int most);

 private:
  // One spelling of what is sought, and how often the newest copies have its words.
  struct Spelling {
    WantedWords wanted;
    std::string column;
    std::string index_query;  // what the index is asked for; empty: only for pairs
    bool counted = false;
    bool hardly_any = false;  // one of the words
    bool common = false;      // all of the words
  };
  struct Tier {
    std::int64_t number = 0;
    std::optional<SearchCursor> from;
    std::string of_row;  // what a row of copy_words w must say
    Spelling* spelling = nullptr;
  };

  [[nodiscard]] std::string folded() const;
  [[nodiscard]] std::string exact() const;
  void count(Spelling& spelling);
  [[nodiscard]] std::string ofIndex(const Tier& tier) const;
  [[nodiscard]] bool narrowed() const;
  [[nodiscard]] bool scattered() const;
  [[nodiscard]] std::string newest(bool behind, int most) const;
  [[nodiscard]] std::string conditions() const;
  void searchTier(const Tier& tier);
  void lookThrough(const Tier& tier, const std::string& copies);
  void lookInIndex(const Tier& tier, bool new_ones_only);
  void list(const std::optional<SearchCursor>& from);
  [[nodiscard]] bool few();
  [[nodiscard]] bool full() const { return static_cast<int>(found_.size()) >= limit_; }
  void bind(sql::Statement& row, const std::optional<SearchCursor>& from, int most,
            const std::string& index_query) const;
  void add(std::int64_t tier, const std::optional<SearchCursor>& from, const std::string& sql,
           const std::string& index_query = {});

  sql::Connection& connection_;
  const core::SearchQuery& query_;
  int limit_;
  Spelling folded_;
  Spelling exact_;
  bool has_marks_ = false;
  bool nothing_ = false;
  std::optional<bool> few_;
  std::vector<FoundCopy> found_;
};

}  // namespace sohoa::store
