#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/ports/copy_catalogue.h"
#include "server/api_state.h"

namespace sohoa::server {

// A copy as the API shows it.
[[nodiscard]] nlohmann::json copyJson(const core::SearchHit& copy);

// The copy of a route's {copy}, when the caller may see it; notes it in the call. Throws
// Error(kNotFound) also for copies of offices that are not the caller's: ids are not told apart.
[[nodiscard]] core::SearchHit seenCopy(const Api::State& state, Call& call);

// "\"sha256:…\"", the strong entity tag of these bytes.
[[nodiscard]] std::string entityTag(const core::Sha256& content);

}  // namespace sohoa::server
