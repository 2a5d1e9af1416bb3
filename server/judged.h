#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "server/api_state.h"

namespace sohoa::server {

// What verificationJson() says of a file that came from outside; in a process of its own where the
// house gives one. Throws Error.
[[nodiscard]] nlohmann::json judged(const Api::State& state, const std::filesystem::path& file,
                                    const Judging& how);

}  // namespace sohoa::server
