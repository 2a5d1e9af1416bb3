#include "core/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace sohoa::core {
namespace {

constexpr std::size_t kBufferSize = 64U << 10U;

std::span<const std::uint8_t> bytesOf(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path, unsigned mode)
    : path_(std::move(path)), mode_(mode), temporary_(path_.string() + ".XXXXXX") {
  fd_ = Fd(::mkostemp(temporary_.data(), O_CLOEXEC));
  if (!fd_) throwSystemError(path_, errno);
  buffer_.reserve(kBufferSize);
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::uint8_t> bytes) {
  if (buffer_.size() + bytes.size() > kBufferSize) flush();
  if (bytes.size() > kBufferSize) {
    writeAll(fd_.get(), bytes, path_);
  } else {
    buffer_.append(bytes.begin(), bytes.end());
  }
}

void AtomicFile::flush() {
  writeAll(fd_.get(), bytesOf(buffer_), path_);
  buffer_.clear();
}

std::filesystem::path AtomicFile::written() {
  flush();
  return temporary_;
}

void AtomicFile::commit() {
  failAt("file.write", path_);
  flush();
  failAt("file.sync", path_);
  if (::fchmod(fd_.get(), mode_) != 0 || ::fsync(fd_.get()) != 0) throwSystemError(path_, errno);
  failAt("file.rename", path_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throwSystemError(path_, errno);
  temporary_.clear();
  failAt("file.renamed", path_);
  syncFolder(path_.parent_path());
}

}  // namespace sohoa::core
