#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/language.h"
#include "pipeline/reports.h"

namespace sohoa::pipeline {

// The schema Report of the OpenAPI document.
[[nodiscard]] nlohmann::json reportJson(const Report& report, core::Language language);

}  // namespace sohoa::pipeline
