#pragma once

#include <filesystem>
#include <optional>

#include "core/digest.h"

namespace sohoa::pipeline {

// The digest of a plain file, or nothing when only the intake can say what is wrong with it.
[[nodiscard]] std::optional<core::Sha256> digestOf(const std::filesystem::path& path);

}  // namespace sohoa::pipeline
