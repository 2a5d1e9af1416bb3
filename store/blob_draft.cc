#include "store/blob_draft.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <random>
#include <utility>

#include "core/error.h"

namespace sohoa::store {
namespace {

constexpr std::string_view kPrefix = "put-";

// A writer holds its draft locked, so that a lock to be had means that the writer is dead.
bool lockStillThere(int fd) {
  struct stat info {};
  return ::flock(fd, LOCK_EX | LOCK_NB) == 0 && ::fstat(fd, &info) == 0 && info.st_nlink > 0;
}

}  // namespace

BlobDraft::BlobDraft(const std::filesystem::path& folder, bool unnamed) : folder_(folder) {
  if (unnamed) {
    fd_ = core::Fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (fd_) return;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
      core::throwSystemError(folder, errno);
  }
  openNamed();
}

void BlobDraft::openNamed() {
  for (;;) {
    name_ = (folder_ / kPrefix).string() + "XXXXXX";
    fd_ = core::Fd(::mkostemp(name_.data(), O_CLOEXEC));
    if (!fd_) core::throwSystemError(std::exchange(name_, {}), errno);
    if (lockStillThere(fd_.get())) return;  // else removeDead() came between; another name
  }
}

BlobDraft::~BlobDraft() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

BlobDraft::BlobDraft(BlobDraft&& other) noexcept
    : folder_(std::move(other.folder_)),
      fd_(std::move(other.fd_)),
      name_(std::exchange(other.name_, {})) {}

void BlobDraft::publishAs(const std::filesystem::path& target, bool replace) {
  if (::fchmod(fd_.get(), 0440) != 0 || ::fsync(fd_.get()) != 0)
    core::throwSystemError(target, errno);
  if (name_.empty()) {
    if (linkAs(target)) return;
    if (!replace) return;
    nameInFolder();
  }
  // Another process may be reading the target, or may have put it a moment ago: it is never away.
  if (::rename(name_.c_str(), target.c_str()) != 0) core::throwSystemError(target, errno);
  name_.clear();
}

bool BlobDraft::linkAs(const std::filesystem::path& target) {
  const std::string self = "/proc/self/fd/" + std::to_string(fd_.get());
  if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, target.c_str(), AT_SYMLINK_FOLLOW) == 0)
    return true;
  if (errno != EEXIST) core::throwSystemError(target, errno);
  return false;
}

void BlobDraft::nameInFolder() {
  if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) core::throwSystemError(folder_, errno);
  std::random_device random;
  std::string name;
  do {
    name = folder_ / fmt::format("{}{:08x}{:08x}", kPrefix, random(), random());
  } while (!linkAs(name));
  name_ = std::move(name);
}

void BlobDraft::removeDead(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    const core::Fd fd(::open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(entry.path().c_str());
  }
}

}  // namespace sohoa::store
