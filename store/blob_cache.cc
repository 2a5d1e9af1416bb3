#include "store/blob_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "core/file.h"

namespace sohoa::store {
namespace {

namespace fs = std::filesystem;

void makeFolder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) core::throwSystemError(path, errno);
}

// Held shared while a file is handed out and alone while files are removed, so that none goes
// between the look for it and its mark of use.
core::Fd locked(const fs::path& root, int how) {
  const auto path = root / "lock";
  core::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd) core::throwSystemError(path, errno);
  while (::flock(fd.get(), how) != 0) {
    if (errno != EINTR) core::throwSystemError(path, errno);
  }
  return fd;
}

timespec timeOf(core::Timestamp time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  return {static_cast<time_t>(seconds.count()),
          static_cast<long>(std::chrono::nanoseconds(since - seconds).count())};
}

core::Timestamp lastUse(const struct stat& info) {
  return core::Timestamp(std::chrono::seconds(info.st_mtim.tv_sec) +
                         std::chrono::milliseconds(info.st_mtim.tv_nsec / 1'000'000));
}

struct Entry {
  fs::path path;
  std::uint64_t size = 0;
  core::Timestamp used;
};

std::vector<Entry> entriesOf(const fs::path& root) {
  std::vector<Entry> entries;
  std::error_code error;
  for (fs::recursive_directory_iterator at(root / "sha256", error), end; !error && at != end;
       at.increment(error)) {
    struct stat info {};
    if (::lstat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    entries.push_back({at->path(), static_cast<std::uint64_t>(info.st_size), lastUse(info)});
  }
  return entries;
}

}  // namespace

BlobCache::BlobCache(fs::path root, Options options, const core::Clock& clock)
    : root_(std::move(root)), options_(options), clock_(clock), added_(options.limit) {
  std::error_code error;
  fs::create_directories(root_, error);
  makeFolder(root_);
  makeFolder(root_ / "sha256");
  makeFolder(root_ / "tmp");
  BlobDraft::removeDead(root_ / "tmp");
}

fs::path BlobCache::pathOf(const core::Sha256& id) const {
  const std::string hex = id.hex();
  return root_ / "sha256" / hex.substr(0, 2) / hex.substr(2, 2) / hex;
}

std::optional<fs::path> BlobCache::find(const core::Sha256& id) const {
  auto path = pathOf(id);
  const core::Fd lock = locked(root_, LOCK_SH);
  const auto now = timeOf(clock_.now());
  const timespec times[2] = {now, now};
  if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0) return path;
  if (errno == ENOENT) return std::nullopt;
  core::throwSystemError(path, errno);
}

BlobDraft BlobCache::draft() const { return {root_ / "tmp", true}; }

fs::path BlobCache::publish(BlobDraft& draft, const core::BlobInfo& info) {
  auto path = pathOf(info.id);
  makeFolder(path.parent_path().parent_path());
  makeFolder(path.parent_path());
  const auto now = timeOf(clock_.now());
  const timespec times[2] = {now, now};
  if (::futimens(draft.fd(), times) != 0) core::throwSystemError(path, errno);
  draft.publishAs(path, true);
  if (added_.fetch_add(info.size) + info.size > options_.limit / 8) makeRoom();
  return path;
}

void BlobCache::drop(const core::Sha256& id) const {
  const auto path = pathOf(id);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) core::throwSystemError(path, errno);
}

void BlobCache::makeRoom() {
  const core::Fd lock = locked(root_, LOCK_EX);
  added_ = 0;
  auto entries = entriesOf(root_);
  std::uint64_t total = 0;
  for (const auto& entry : entries) total += entry.size;
  if (total <= options_.limit) return;
  std::ranges::sort(entries, {}, &Entry::used);
  const auto in_use_since = clock_.now() - options_.keep;
  for (const auto& entry : entries) {
    if (total <= options_.limit || entry.used > in_use_since) return;
    if (::unlink(entry.path.c_str()) == 0) total -= entry.size;
  }
}

}  // namespace sohoa::store
