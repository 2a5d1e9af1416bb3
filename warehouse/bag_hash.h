#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sohoa::warehouse {

// Both digests of a file in lower-case hex, and its size.
struct BagHash {
  std::string sha256;
  std::string sha512;
  std::uint64_t size = 0;
};

// Reads the descriptor to its end. Throws Error(kIo).
[[nodiscard]] BagHash hashOf(int fd, const std::filesystem::path& name);

}  // namespace sohoa::warehouse
