#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace sohoa::signing {

// Takes everything out of this thread's OpenSSL error queue: "reason; reason", oldest first, ""
// when there is nothing. OpenSSL's reasons name functions and formats, never the data.
[[nodiscard]] std::string drainOpensslErrors();

// Throws Error(code) with `doing` and the drained queue as its detail.
[[noreturn]] void throwOpenssl(const core::ErrorCode& code, std::string_view doing);

// Throws when an OpenSSL call answered with failure.
inline void ensure(bool ok, const core::ErrorCode& code, std::string_view doing) {
  if (!ok) throwOpenssl(code, doing);
}

}  // namespace sohoa::signing
