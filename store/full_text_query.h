#pragma once

#include <optional>
#include <string>
#include <string_view>

// Private to store/: what a person types, as FTS5 expressions over the columns `exact` and
// `folded`.
namespace sohoa::store {

struct FullTextQuery {
  std::string folded;                // matches every spelling; empty: no words were typed
  std::optional<std::string> exact;  // matches the spelling typed; absent when no word has marks
};

// Every word is quoted, so that no character of it is FTS5 syntax. Throws Error(kBadQuery) over
// 1,000 bytes or 64 words.
[[nodiscard]] FullTextQuery parseFullTextQuery(std::string_view typed);

}  // namespace sohoa::store
