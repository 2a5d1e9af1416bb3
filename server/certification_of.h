#pragma once

#include "core/ports/certification_queue.h"
#include "server/api_state.h"

namespace sohoa::server {

// Private to server/: the request of this number. Throws Error(kNotFound) when there is none, or
// not for this caller.
[[nodiscard]] core::CertificationRequest requestOf(const Api::State& state, const Caller& caller,
                                                   std::int64_t number);

}  // namespace sohoa::server
