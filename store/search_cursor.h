#pragma once

#include <cstdint>
#include <string>

#include "core/ports/warehouse.h"

// Private to store/: where a page of search results ended.
namespace sohoa::store {

struct SearchCursor {
  std::int64_t tier = 0;     // 0: spelled as typed, 1: otherwise
  std::int64_t created = 0;  // milliseconds since 1970
  std::int64_t id = 0;
};

// Opaque to callers and bound to the query's words and filters.
[[nodiscard]] std::string encode(const SearchCursor& cursor, const core::SearchQuery& query);
// Throws Error(kBadCursor).
[[nodiscard]] SearchCursor decodeCursor(const std::string& text, const core::SearchQuery& query);

}  // namespace sohoa::store
