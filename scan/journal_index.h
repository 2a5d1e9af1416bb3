#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/digest.h"

namespace sohoa::scan {

// Finds lines of the intake journal by the master's SHA-256 without reading all of it each time:
// remembers where each line stands (16 bytes of memory a line), and of a file that has grown reads
// what is new. Safe for several threads, and beside those that append.
class JournalIndex {
 public:
  explicit JournalIndex(std::filesystem::path file) : file_(std::move(file)) {}

  // The first line about it, without its newline. A file that is not there has none. Throws
  // Error(core::kIo).
  [[nodiscard]] std::optional<std::string> lineOf(const core::Sha256& master);

 private:
  using Place = std::pair<std::uint64_t, std::uint64_t>;  // start of the digest, offset of the line

  void readOn(int fd, std::uint64_t size);

  std::filesystem::path file_;
  std::mutex mutex_;
  std::uint64_t inode_ = 0;
  std::uint64_t read_ = 0;     // bytes, of whole lines
  std::vector<Place> places_;  // sorted
};

}  // namespace sohoa::scan
