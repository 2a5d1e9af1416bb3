#pragma once

#include <string>
#include <string_view>

#include "core/language.h"

namespace sohoa::core {

// What the code of core::Finding says to a person; "" for a code without wording.
[[nodiscard]] std::string findingText(std::string_view code, Language language);

}  // namespace sohoa::core
