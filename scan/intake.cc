#include "scan/intake.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "core/file.h"
#include "core/text.h"
#include "scan/errors.h"

namespace sohoa::scan {
namespace {

struct stat statusOf(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw core::Error(kUnreadable, {.detail = std::strerror(errno)});
  return status;
}

core::Fd openMaster(const std::filesystem::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) {
    throw core::Error(kUnreadable, {.detail = std::strerror(errno)});
  }
  // Opening a device can make it act; the check after opening is the one that counts.
  if (!S_ISREG(status.st_mode)) throw core::Error(kNotAFile, {});
  core::Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd)
    throw core::Error(errno == ELOOP ? kNotAFile : kUnreadable, {.detail = std::strerror(errno)});
  if (!S_ISREG(statusOf(fd.get()).st_mode)) throw core::Error(kNotAFile, {});
  return fd;
}

bool same(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

FolderIntake::FolderIntake(core::BlobStore& blobs, core::IntakeJournal& journal,
                           const core::Clock& clock)
    : blobs_(blobs), journal_(journal), clock_(clock) {}

core::FoundFiles FolderIntake::list(const std::vector<std::filesystem::path>& paths) const {
  return listFiles(paths);
}

core::TakenMaster FolderIntake::take(const std::filesystem::path& file,
                                     const std::string& batch) try {
  const core::Fd fd = openMaster(file);
  const auto before = statusOf(fd.get());
  if (before.st_size == 0) throw core::Error(kEmpty, {});
  const core::BlobInfo blob = blobs_.putDescriptor(fd.get());
  const auto after = statusOf(fd.get());
  if (!same(before, after) || blob.size != static_cast<std::uint64_t>(after.st_size)) {
    throw core::Error(kChanged, {});
  }
  journal_.append({blob.id, blob.size, batch, core::toNfc(file.string()), clock_.now()});
  return {blob.id, blob.size, core::toNfc(file.filename().string())};
} catch (const core::Error& error) {
  throw error.at(file.string());
}

void FolderIntake::keep(const std::filesystem::path& file, const core::TakenMaster& taken) try {
  if (blobs_.contains(taken.sha256)) return;
  const core::Fd fd = openMaster(file);
  if (blobs_.putDescriptor(fd.get()).id != taken.sha256) throw core::Error(kChanged, {});
} catch (const core::Error& error) {
  throw error.at(file.string());
}

}  // namespace sohoa::scan
