#pragma once

#include <string>

#include "core/ports/uploads.h"
#include "server/api_state.h"

namespace sohoa::server {

// An upload of the caller's own. Throws Error(kNoSuchUpload), also for other people's.
[[nodiscard]] core::Upload uploadOf(const Api::State& state, const Caller& caller,
                                    const std::string& id);

}  // namespace sohoa::server
