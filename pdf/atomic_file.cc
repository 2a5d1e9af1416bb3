#include "pdf/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace sohoa::pdf {
namespace {

constexpr std::size_t kBufferSize = 64U << 10U;

std::span<const std::uint8_t> bytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw core::Error(error == ENOSPC || error == EDQUOT ? core::kDiskFull : core::kIo,
                    {.file = path.string(), .detail = std::strerror(error)});
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path)
    : path_(std::move(path)), temporary_(path_.string() + ".XXXXXX") {
  fd_ = core::Fd(::mkostemp(temporary_.data(), O_CLOEXEC));
  if (!fd_) fail(path_, errno);
  buffer_.reserve(kBufferSize);
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::uint8_t> bytes) {
  if (buffer_.size() + bytes.size() > kBufferSize) flush();
  if (bytes.size() > kBufferSize) {
    core::writeAll(fd_.get(), bytes, path_);
  } else {
    buffer_.append(bytes.begin(), bytes.end());
  }
}

void AtomicFile::flush() {
  core::writeAll(fd_.get(), bytesOf(buffer_), path_);
  buffer_.clear();
}

void AtomicFile::commit() {
  constexpr mode_t kMode = 0644;
  flush();
  if (::fchmod(fd_.get(), kMode) != 0 || ::fsync(fd_.get()) != 0) fail(path_, errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(path_, errno);
  temporary_.clear();
  core::syncFolder(path_.parent_path());
}

}  // namespace sohoa::pdf
