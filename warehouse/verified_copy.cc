#include "warehouse/verified_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/file.h"
#include "core/ports/errors.h"

namespace sohoa::warehouse {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, int error) {
  throw core::Error(error == ENOSPC || error == EDQUOT ? core::kDiskFull : core::kIo,
                    {.file = path.string(), .detail = std::strerror(error)});
}

core::Sha256 copyBytes(int from, const fs::path& from_name, int to, const fs::path& to_name) {
  std::vector<std::uint8_t> buffer(1U << 18U);
  core::Sha256Stream hash;
  for (;;) {
    const auto count = ::read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(from_name, errno);
    if (count == 0) return hash.finish();
    const auto piece = std::span(buffer).first(static_cast<std::size_t>(count));
    hash.update(piece);
    core::writeAll(to, piece, to_name);
  }
}

}  // namespace

void copyVerified(const fs::path& from, const core::Sha256& expected, const fs::path& to) {
  const core::Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source) fail(from, errno);
  std::string draft = to.string() + ".XXXXXX";
  const core::Fd target(::mkostemp(draft.data(), O_CLOEXEC));
  if (!target) fail(to, errno);
  try {
    if (copyBytes(source.get(), from, target.get(), to) != expected) {
      throw core::Error(core::kBlobDamaged, {.detail = expected.hex()});
    }
    if (::fchmod(target.get(), 0644) != 0 || ::fsync(target.get()) != 0) fail(to, errno);
    if (::rename(draft.c_str(), to.c_str()) != 0) fail(to, errno);
  } catch (...) {
    ::unlink(draft.c_str());
    throw;
  }
  core::syncFolder(to.parent_path());
}

}  // namespace sohoa::warehouse
