#include "cli/home_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

namespace sohoa::cli {
namespace {

// "812, 840": the processes that hold locks of this file, as far as the kernel tells (proc(5)).
std::string holders(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return {};
  const auto inode = ":" + std::to_string(info.st_ino);
  std::ifstream locks("/proc/locks");
  std::set<std::string> seen;
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number, kind, manner, mode, process, file;
    words >> number >> kind >> manner >> mode >> process >> file;
    if (kind == "FLOCK" && file.ends_with(inode) && process != std::to_string(::getpid())) {
      seen.insert(process);
    }
  }
  std::string text;
  for (const auto& process : seen) text.append(text.empty() ? "" : ", ").append(process);
  return text;
}

}  // namespace

HomeLock::HomeLock(const Home& home) : path_(home.run() / "home.lock") {
  if (!home.exists()) return;
  // To be read by every account that works here, whoever made it: a lock needs no more.
  fd_ = core::Fd(::open(path_.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0644));
  if (!fd_) {
    const int error = errno;
    if (error == ENOENT || error == EROFS || ::access(home.run().c_str(), W_OK) != 0) return;
    core::throwSystemError(path_, error);
  }
  static_cast<void>(::fchmod(fd_.get(), 0644));
  if (::flock(fd_.get(), LOCK_SH | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) core::throwSystemError(path_, errno);
  throw core::Error(kHomeMoving, {.file = home.root.string()});
}

void HomeLock::takeAlone() {
  if (!fd_) core::throwSystemError(path_, ENOENT);
  if (::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) core::throwSystemError(path_, errno);
  throw core::Error(kHomeInUse, {.detail = holders(fd_.get())});
}

}  // namespace sohoa::cli
