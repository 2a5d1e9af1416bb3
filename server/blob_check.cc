#include "server/blob_check.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "core/ports/errors.h"

namespace sohoa::server {
namespace {

constexpr std::size_t kMostSeen = 200000;

}  // namespace

BlobCheck::Opened BlobCheck::open(const core::Sha256& id) {
  const auto path = blobs_.localFile(id);
  auto file = std::make_shared<core::Fd>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!*file) core::throwSystemError(path, errno);
  struct stat status {};
  if (::fstat(file->get(), &status) != 0) core::throwSystemError(path, errno);
  const std::int64_t changed = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
  const Seen now{status.st_ino, times_tell_ ? changed : 0,
                 static_cast<std::uint64_t>(status.st_size)};
  {
    const std::lock_guard lock(mutex_);
    const auto known = seen_.find(id);
    if (known != seen_.end() && known->second == now) return {std::move(file), now.size};
  }
  core::Sha256Stream hash;
  core::readPieces(file->get(), path, [&](auto piece) { hash.update(piece); });
  if (hash.finish() != id) throw core::Error(core::kBlobDamaged, {.detail = id.hex()});
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kMostSeen) seen_.clear();
  seen_[id] = now;
  return {std::move(file), now.size};
}

}  // namespace sohoa::server
