#pragma once

#include <filesystem>
#include <string>

namespace sohoa::pipeline {

// The absolute path as UTF-8 that no other path gives: not normalised to NFC, since NFC and NFD
// names are different files, and with escapes for bytes that are not UTF-8.
[[nodiscard]] std::string storedPath(const std::filesystem::path& path);

}  // namespace sohoa::pipeline
