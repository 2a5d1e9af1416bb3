#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/language.h"

namespace sohoa::server {

// Gives every finding of a report (core::verificationJson) its "text": what it says to a person; ""
// for a code without wording.
void addFindingWords(nlohmann::json& report, core::Language language);

}  // namespace sohoa::server
