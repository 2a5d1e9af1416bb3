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
  fd_ = core::Fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (fd_ && ::flock(fd_.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw core::Error(kHomeMoving, {.file = home.root.string()});
  }
}

void HomeLock::takeAlone() {
  if (!fd_) throw core::Error(core::kIo, {.file = path_.string()});
  if (::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) core::throwSystemError(path_, errno);
  throw core::Error(kHomeInUse, {.detail = holders(fd_.get())});
}

}  // namespace sohoa::cli
