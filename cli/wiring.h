#pragma once

#include <memory>

#include "cli/home.h"
#include "cli/parts.h"
#include "config/settings.h"
#include "core/clock.h"

namespace sohoa::cli {

// The parts of this build: Tesseract, qpdf, OpenSSL, libcurl, SQLite or PostgreSQL, and folders.
// `clock` outlives them.
[[nodiscard]] std::unique_ptr<Parts> wire(const Home& home, const config::Settings& settings,
                                          const core::Clock& clock);

}  // namespace sohoa::cli
