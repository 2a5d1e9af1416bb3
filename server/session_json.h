#pragma once

#include "server/api_state.h"

namespace sohoa::server {

// A session as the API shows it to its own browser, with the headers of `cookie`.
[[nodiscard]] Response sessionResponse(const Api::State& state,
                                       const SessionKeeper::Visitor& visitor, int status,
                                       const Response& cookie);

}  // namespace sohoa::server
