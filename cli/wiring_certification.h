#pragma once

#include <filesystem>

#include "cli/parts.h"
#include "config/settings.h"
#include "core/clock.h"
#include "pipeline/certification_desk.h"

namespace sohoa::cli {

// Opens the officer's key with a PIN, for one run: with parts of the run's own, since it works
// beside the server's requests. The arguments outlive every run.
[[nodiscard]] pipeline::OpenKey openKeyFor(Parts& parts, const config::Settings& settings,
                                           std::filesystem::path scratch, const core::Clock& clock);

}  // namespace sohoa::cli
