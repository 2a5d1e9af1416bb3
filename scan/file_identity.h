#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace sohoa::scan {

// What changes when a file is written to or replaced under its name.
struct FileIdentity {
  dev_t device;
  ino_t inode;
  off_t size;
  std::int64_t modified;  // nanoseconds
  bool operator==(const FileIdentity&) const = default;
};

// Nothing, and errno, when the file cannot be looked at. Links are not followed.
[[nodiscard]] inline std::optional<FileIdentity> identityOf(const std::filesystem::path& file) {
  struct stat info {};
  if (::lstat(file.c_str(), &info) != 0) return std::nullopt;
  return FileIdentity{info.st_dev, info.st_ino, info.st_size,
                      info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec};
}

}  // namespace sohoa::scan
