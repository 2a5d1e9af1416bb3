#pragma once

#include <functional>
#include <memory>

#include "cli/api_server.h"
#include "cli/home.h"
#include "cli/parts.h"
#include "config/settings.h"
#include "core/clock.h"
#include "core/ports/certification_queue.h"
#include "core/ports/copy_catalogue.h"
#include "pipeline/certification_desk.h"

namespace sohoa::cli {

// What officers certify with.
struct Certifying {
  core::CertificationQueue& queue;
  pipeline::OpenKey open;
};

// The server over these parts, with a pool of catalogues of its own. `parts`, `settings` and
// `clock` outlive it.
[[nodiscard]] std::unique_ptr<ApiServer> makeApiServer(
    Parts& parts, const config::Settings& settings, const Home& home, const core::Clock& clock,
    std::function<std::unique_ptr<core::CopyCatalogue>()> new_catalogue,
    const Certifying& certifying, const ApiServerOptions& options);

[[nodiscard]] Parts::NewSecret makeSecret();
[[nodiscard]] std::string makePassword();
[[nodiscard]] std::string hashPassword(const std::string& password);
[[nodiscard]] Parts::NewSecondFactor makeSecondFactor(const std::string& issuer,
                                                      const std::string& login);

}  // namespace sohoa::cli
