#pragma once

#include <string>
#include <string_view>

#include "core/language.h"

namespace sohoa::cli {

// What the code of core::Finding says to a person; "" for a code without wording.
[[nodiscard]] std::string findingText(std::string_view code, core::Language language);

}  // namespace sohoa::cli
