#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/file.h"

namespace sohoa::core {

// A file written piece by piece that appears under its name only when it is whole and durable.
// Without commit() nothing is left behind. One thread at a time.
class AtomicFile {
 public:
  // Makes a temporary file beside `path`, which gets `mode`. Throws Error(kIo) or Error(kDiskFull).
  explicit AtomicFile(std::filesystem::path path, unsigned mode = 0644);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Throws Error(kIo) or Error(kDiskFull).
  void write(std::span<const std::uint8_t> bytes);
  // The temporary file with everything written so far, to be read before the commit.
  [[nodiscard]] std::filesystem::path written();
  // Syncs, renames over the target and syncs the folder. Called once, last.
  void commit();

 private:
  void flush();

  std::filesystem::path path_;
  unsigned mode_;
  std::string temporary_;  // empty once committed
  Fd fd_;
  std::string buffer_;
};

}  // namespace sohoa::core
