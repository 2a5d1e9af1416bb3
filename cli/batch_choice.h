#pragma once

#include <string>

#include "cli/command.h"
#include "core/ports/work_store.h"

namespace sohoa::cli {

// The batch with this id. Throws Error(cli.no_such_batch).
[[nodiscard]] core::BatchRow requireBatch(Context& context, const std::string& id);

}  // namespace sohoa::cli
