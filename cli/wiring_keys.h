#pragma once

#include <vector>

#include "cli/parts.h"
#include "cli/wiring_signing.h"
#include "config/settings.h"

namespace sohoa::cli {

// Keys, certificates and revocation lists that the settings name, without any PIN: tokens lock
// after a few wrong ones, and somebody who looks must not use one up.
[[nodiscard]] std::vector<Parts::KeyLine> listKeys(const config::Settings& settings);
// Whether a timestamp authority answers.
[[nodiscard]] Parts::KeyLine probeTimestamps(SigningParts& signing);

}  // namespace sohoa::cli
