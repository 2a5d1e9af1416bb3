#pragma once

#include <string>
#include <string_view>

#include "core/language.h"

namespace sohoa::cli {

// A note of core::FieldValue::evidence for a person; a code without wording is shown as it is.
[[nodiscard]] std::string evidenceText(std::string_view note, core::Language language);

}  // namespace sohoa::cli
