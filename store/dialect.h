#pragma once

#include <string_view>

// Private to store/: the few places where the engines do not speak the same SQL. All other
// statements run on both as they stand.
namespace sohoa::store::sql {

struct Dialect {
  // --- locks on the rows of a SELECT, until the transaction ends. SQLite admits one writer at a
  // time and needs none of them.
  std::string_view to_refer;     // the row stays there
  std::string_view to_rely;      // the row stays as it is
  std::string_view to_change;    // nobody else relies on the row or changes it
  std::string_view to_settle;    // nor is anything added that refers to it
  std::string_view if_free;      // leaves out rows that others lock
  std::string_view batch_first;  // relies on `batch`, then changes `job`; in that order

  // --- around a parameter that is a JSON list of texts: those texts as rows
  std::string_view list_before;
  std::string_view list_after;

  // --- behind a text: sorted and compared by its bytes
  std::string_view by_bytes;

  // --- whole statements
  // Table and column, once a row, of all tables but those that only the engine or its word index
  // uses.
  std::string_view all_columns;
  // Whether a move of the store broke off here; see moveStores().
  std::string_view is_unfinished;
  // The job that a unit's turn brings; see WorkStore::claim. ?1 lane, ?2 unit, ?3 now, ?4 the
  // latest time that a delay can lead to. Leaves out jobs that another claim has in hand.
  std::string_view next_job;
  // How many pages of batch ?1 were said to be second images and are there.
  std::string_view second_images;
  // Documents whose JSON names other pages than their rows, or a secret that nothing holds.
  std::string_view pages_differ;
  std::string_view secrets_not_held;
};

extern const Dialect kSqliteDialect;
extern const Dialect kPostgresDialect;

}  // namespace sohoa::store::sql
