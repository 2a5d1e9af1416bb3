#pragma once

#include <string>
#include <string_view>

#include "core/ports/work_store.h"
#include "store/sql.h"

// Private to store/: rows of the work schema as the port's types and back.
namespace sohoa::store {

[[nodiscard]] std::string_view slug(core::MasterState state);
[[nodiscard]] std::string_view slug(core::PageState state);
[[nodiscard]] std::string_view slug(core::PageMark mark);

// Throw Error(store.damaged) on an unknown word.
[[nodiscard]] core::MasterState masterState(std::string_view word);
[[nodiscard]] core::PageState pageState(std::string_view word);
[[nodiscard]] core::PageMark pageMark(std::string_view word);
[[nodiscard]] core::DocumentState documentState(std::string_view word);
[[nodiscard]] core::Stage stage(std::string_view word);
[[nodiscard]] core::Lane lane(std::string_view word);

// Where a document stands while the stage's job is open. Error(kInternal) for other stages.
[[nodiscard]] core::DocumentState stateBefore(core::Stage stage);
// True for assemble and all that follow.
[[nodiscard]] bool worksOnDocument(core::Stage stage);

// Of the table master, under that name.
inline constexpr std::string_view kMasterColumns =
    "id, batch, name, sha256, size, state, page_count, coalesce((SELECT case_file FROM input "
    "JOIN case_place ON case_place.batch = input.batch AND case_place.path = input.path "
    "WHERE input.master = master.id AND input.duplicate = 0), ''), "
    "(SELECT content FROM said WHERE sha256 = master.sha256), "
    "(SELECT review FROM batch WHERE batch.id = master.batch)";
[[nodiscard]] core::MasterRow masterFrom(const sql::Statement& row);
inline constexpr std::string_view kPageColumns = "id, master, number, state, mark, result";
[[nodiscard]] core::PageRow pageFrom(const sql::Statement& row);

}  // namespace sohoa::store
