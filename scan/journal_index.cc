#include "scan/journal_index.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string_view>

#include "core/file.h"

namespace sohoa::scan {
namespace {

constexpr std::size_t kPiece = 1U << 20U;
constexpr std::string_view kName = "\"sha256\":\"";

std::string readAt(int fd, std::uint64_t offset, std::size_t most,
                   const std::filesystem::path& file) {
  std::string piece(most, '\0');
  const auto got = ::pread(fd, piece.data(), most, static_cast<off_t>(offset));
  if (got < 0) core::throwSystemError(file, errno);
  piece.resize(static_cast<std::size_t>(got));
  return piece;
}

std::uint64_t startOf(std::string_view hex) {
  std::uint64_t start = 0;
  std::from_chars(hex.data(), hex.data() + std::min<std::size_t>(16, hex.size()), start, 16);
  return start;
}

// The first line from there on.
std::string lineAt(int fd, std::uint64_t offset, const std::filesystem::path& file) {
  constexpr std::size_t kStep = 4096;
  std::string line;
  for (;;) {
    const auto piece = readAt(fd, offset + line.size(), kStep, file);
    const auto end = piece.find('\n');
    line.append(piece, 0, end);
    if (end != std::string::npos || piece.empty()) return line;
  }
}

}  // namespace

std::optional<std::string> JournalIndex::lineOf(const core::Sha256& master) {
  const core::Fd fd(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::nullopt;
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) core::throwSystemError(file_, errno);
  const std::lock_guard lock(mutex_);
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (info.st_ino != inode_ || size < read_) {  // another file, as after a restore
    places_.clear();
    read_ = 0;
    inode_ = info.st_ino;
  }
  readOn(fd.get(), size);
  const auto hex = master.hex();
  const auto wanted = std::string(kName) + hex + '"';
  for (auto at = std::lower_bound(places_.begin(), places_.end(), Place{startOf(hex), 0});
       at != places_.end() && at->first == startOf(hex); ++at) {
    auto line = lineAt(fd.get(), at->second, file_);
    if (line.find(wanted) != std::string::npos) return line;
  }
  return std::nullopt;
}

// A last line without its newline is still being written, or will be cut off.
void JournalIndex::readOn(int fd, std::uint64_t size) {
  std::vector<Place> found;  // taken over whole, or not at all
  std::string rest;
  std::uint64_t done = read_;
  std::uint64_t at = read_;
  while (at < size) {
    const auto piece = readAt(fd, at, std::min<std::uint64_t>(kPiece, size - at), file_);
    if (piece.empty()) break;
    at += piece.size();
    rest += piece;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      const auto line = std::string_view(rest).substr(begin, end - begin);
      const auto name = line.find(kName);
      if (name != std::string_view::npos) {
        found.emplace_back(startOf(line.substr(name + kName.size())), done + begin);
      }
    }
    rest.erase(0, begin);
    done += begin;
  }
  std::sort(found.begin(), found.end());
  const auto before = static_cast<std::ptrdiff_t>(places_.size());
  places_.insert(places_.end(), found.begin(), found.end());
  read_ = done;
  std::inplace_merge(places_.begin(), places_.begin() + before, places_.end());
}

}  // namespace sohoa::scan
