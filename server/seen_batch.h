#pragma once

#include "core/ports/work_store.h"
#include "server/route.h"

namespace sohoa::server {

// The batch of a route's {batch}. Throws Error(kNotFound) also for batches of offices that are not
// the caller's: ids are not told apart.
[[nodiscard]] core::BatchRow seenBatch(core::WorkStore& store, const Call& call);

}  // namespace sohoa::server
