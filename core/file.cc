#include "core/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/fault.h"

namespace sohoa::core {
namespace {

Fd openOrFail(const std::filesystem::path& path, int flags, unsigned mode = 0) {
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd) throwSystemError(path, errno);
  return fd;
}

template <class Container>
Container readWhole(const std::filesystem::path& path) {
  const Fd fd = openOrFail(path, O_RDONLY);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throwSystemError(path, errno);
  Container out;
  out.resize(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  for (;;) {
    if (done == out.size()) out.resize(out.size() + 4096);
    const auto count = ::read(fd.get(), out.data() + done, out.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throwSystemError(path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  out.resize(done);
  return out;
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

void throwSystemError(const std::filesystem::path& path, int error) {
  throw Error(error == ENOSPC || error == EDQUOT ? kDiskFull : kIo,
              {.file = path.string(), .detail = std::strerror(error)});
}

void failAt(std::string_view point, const std::filesystem::path& path) {
  if (const int error = faultAt(point); error != 0) throwSystemError(path, error);
}

std::vector<std::uint8_t> readFile(const std::filesystem::path& path) {
  return readWhole<std::vector<std::uint8_t>>(path);
}

std::string readText(const std::filesystem::path& path) { return readWhole<std::string>(path); }

void writeAll(int fd, std::span<const std::uint8_t> bytes, const std::filesystem::path& name) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throwSystemError(name, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void readPieces(int fd, const std::filesystem::path& name,
                const std::function<void(std::span<const std::uint8_t>)>& take) {
  std::vector<std::uint8_t> buffer(1U << 18U);
  for (;;) {
    const auto count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throwSystemError(name, errno);
    if (count == 0) return;
    take(std::span(buffer).first(static_cast<std::size_t>(count)));
  }
}

void syncFolder(const std::filesystem::path& folder) {
  const Fd fd = openOrFail(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(fd.get()) != 0) throwSystemError(folder, errno);
}

void writeFileAtomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes,
                         unsigned mode) {
  AtomicFile file(path, mode);
  file.write(bytes);
  file.commit();
}

void writeFileAtomically(const std::filesystem::path& path, std::string_view text, unsigned mode) {
  writeFileAtomically(
      path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), mode);
}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
  std::string name =
      ((parent.empty() ? std::filesystem::temp_directory_path() : parent) / "sohoa-XXXXXX")
          .string();
  if (::mkdtemp(name.data()) == nullptr) throwSystemError(name, errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sohoa::core
