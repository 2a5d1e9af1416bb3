#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ports/copy_catalogue.h"
#include "store/sql.h"

// Private to store/: what stays of copies that were taken away.
namespace sohoa::store {

// Those behind a number, in order; as CopyCatalogue::tombstones.
[[nodiscard]] std::vector<core::Tombstone> tombstonesBehind(
    sql::Connection& connection, std::int64_t after,
    const std::optional<std::vector<std::string>>& units, int limit);

}  // namespace sohoa::store
