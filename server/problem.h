#pragma once

#include <optional>
#include <string>

#include "core/error.h"
#include "core/language.h"
#include "server/message.h"

namespace sohoa::server {

// The status that tells of an error.
[[nodiscard]] int statusOf(const core::Error& error);

// RFC 9457: `type` is "urn:sohoa:problem:" and the error's slug. The detail is told for what the
// client can mend, never for what is wrong inside.
[[nodiscard]] Response problem(const core::Error& error, core::Language language);

// By Accept-Language: Vietnamese unless English is wanted more.
[[nodiscard]] core::Language languageOf(const std::string& accept_language);

}  // namespace sohoa::server
