#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/ports/copy_verifier.h"

namespace sohoa::core {

// The report as `sohoa verify --json` and the API show it: verdict, sub_indication, level,
// signatures and findings.
[[nodiscard]] nlohmann::json verificationJson(const VerificationReport& report);

}  // namespace sohoa::core
