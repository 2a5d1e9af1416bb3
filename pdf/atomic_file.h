#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/file.h"

namespace sohoa::pdf {

// A file written piece by piece that appears under its name only when it is whole and durable.
// Without commit() nothing is left behind. One thread at a time.
class AtomicFile {
 public:
  // Makes a temporary file beside `path`. Throws Error(kIo) or Error(kDiskFull).
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Throws Error(kIo) or Error(kDiskFull).
  void write(std::span<const std::uint8_t> bytes);
  // Syncs, renames over the target and syncs the folder. Called once, last.
  void commit();

 private:
  void flush();

  std::filesystem::path path_;
  std::string temporary_;  // empty once committed
  core::Fd fd_;
  std::string buffer_;
};

}  // namespace sohoa::pdf
