#pragma once

#include <filesystem>
#include <string>

#include "core/clock.h"
#include "core/ports/copy_verifier.h"

namespace sohoa::signing {

// The signature validation report of ETSI TS 119 102-2 V1.4.1 in XML, UTF-8: one
// SignatureValidationReport per signature with the file's digest, best signature time, status,
// sub-indication and our own codes as report data. `at` is the time of control. Throws Error(kIo).
[[nodiscard]] std::string etsiReport(const std::filesystem::path& file,
                                     const core::VerificationReport& report, core::Timestamp at);

}  // namespace sohoa::signing
