#pragma once

#include <memory>
#include <string>

#include "config/settings.h"
#include "core/clock.h"
#include "core/ports/destination.h"

namespace sohoa::cli {

// The destination that [[delivery]] names; `clock` outlives it. Throws Error(core::kBadSettings)
// when there is none, or when what it needs is not set.
[[nodiscard]] std::unique_ptr<core::Destination> openDestination(const config::Settings& settings,
                                                                 const std::string& name,
                                                                 const core::Clock& clock);

}  // namespace sohoa::cli
