#include "pipeline/file_digest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "core/file.h"

namespace sohoa::pipeline {

std::optional<core::Sha256> digestOf(const std::filesystem::path& path) {
  const core::Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  core::Sha256Stream stream;
  std::vector<std::uint8_t> buffer(1U << 20U);
  for (;;) {
    const auto count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count < 0) return {};
    if (count == 0) return stream.finish();
    stream.update(std::span(buffer).first(static_cast<std::size_t>(count)));
  }
}

}  // namespace sohoa::pipeline
