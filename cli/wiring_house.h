#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/home.h"
#include "config/settings.h"
#include "server/house.h"

namespace sohoa::cli {

// What the server tells administrators of the house. Whatever reads keys, drivers or strange files
// runs in a child process with limits. `settings` outlives it.
[[nodiscard]] server::House makeHouse(const Home& home, const config::Settings& settings);

}  // namespace sohoa::cli
