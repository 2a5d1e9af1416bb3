#pragma once

#include <filesystem>

#include "cli/parts.h"
#include "config/settings.h"
#include "core/clock.h"
#include "pipeline/certifier.h"

namespace sohoa::cli {

// A certifier over these parts, which outlive it, that signs with `signer`.
[[nodiscard]] pipeline::Certifier certifierOf(Parts& parts, core::CopySigner& signer,
                                              const config::Settings& settings,
                                              const std::filesystem::path& scratch,
                                              const core::Clock& clock);

}  // namespace sohoa::cli
