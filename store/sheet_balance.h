#pragma once

#include <string>

#include "core/ports/work_store.h"

namespace sohoa::store {

namespace sql {
class Connection;
}

// Private to store/: the balance of a batch as the open transaction sees it.
[[nodiscard]] core::SheetBalance balanceOf(sql::Connection& connection, const std::string& batch);

}  // namespace sohoa::store
