#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sohoa::core {

// A POSIX descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd();
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }
  [[nodiscard]] int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }

 private:
  int fd_ = -1;
};

// Throws Error(kDiskFull) or Error(kIo) with the system's reason for `error`, an errno.
[[noreturn]] void throwSystemError(const std::filesystem::path& path, int error);

// A point of core/fault.h before a write to `path`, which fails in the system's way.
void failAt(std::string_view point, const std::filesystem::path& path);

// The whole file. Throws Error(kIo) with the system's reason.
[[nodiscard]] std::vector<std::uint8_t> readFile(const std::filesystem::path& path);
[[nodiscard]] std::string readText(const std::filesystem::path& path);

// Gives `take` the rest of an open file piece by piece; memory does not grow with its size. Throws
// Error(kIo) and what `take` throws.
void readPieces(int fd, const std::filesystem::path& name,
                const std::function<void(std::span<const std::uint8_t>)>& take);

// Writes beside the target, fsyncs, renames over it and fsyncs the folder: after a crash the old or
// the new content is there, never a mixture. Throws Error(kDiskFull) or Error(kIo).
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes,
                         unsigned mode = 0644);
void writeFileAtomically(const std::filesystem::path& path, std::string_view text,
                         unsigned mode = 0644);

// Makes a rename or a new name in the folder durable.
void syncFolder(const std::filesystem::path& folder);

// Writes all bytes, going on after short writes. Throws Error(kDiskFull) or Error(kIo).
void writeAll(int fd, std::span<const std::uint8_t> bytes, const std::filesystem::path& name);

// A folder of its own under `parent` (default: the system's), removed with its content at the end.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& parent = {});
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sohoa::core
