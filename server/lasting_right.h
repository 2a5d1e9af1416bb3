#pragma once

#include "server/api_state.h"

namespace sohoa::server {

// Private to server/. Who an account is to the API.
[[nodiscard]] Caller callerOf(const Api::State& state, const core::ApiClient& client);
[[nodiscard]] Caller callerOf(const Api::State& state, const core::Operator& person);

// The stream that answers `call`, for as long as who asked may: every few seconds the session, or
// the token and its client, are looked at anew. It ends when they have ended, or when roles or
// offices are others now; whoever still may see it asks again and is let in as they are now.
[[nodiscard]] EventSource whileAllowed(Api::State& state, const Call& call, EventSource source);

}  // namespace sohoa::server
