#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/file.h"
#include "scan/options.h"

namespace sohoa::scan {

struct InputFile {
  core::Fd fd;
  std::uint64_t size = 0;  // bytes
};

// Throws Error(kUnreadable).
[[nodiscard]] InputFile openInput(const std::filesystem::path& file);

// The whole file. Throws Error(kTooLarge) past max_image_bytes, Error(kUnreadable).
[[nodiscard]] std::vector<std::uint8_t> readInput(const std::filesystem::path& file,
                                                  const ScanOptions& options);

}  // namespace sohoa::scan
