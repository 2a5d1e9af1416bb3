#include "scan/hot_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

#include "core/text.h"
#include "scan/completeness.h"
#include "scan/errors.h"
#include "scan/file_list.h"
#include "scan/sidecar.h"

namespace sohoa::scan {
namespace {

namespace fs = std::filesystem;
using core::Error;

constexpr const char* kOwnFolder = ".sohoa";
constexpr const char* kMarker = ".done";
// A sidecar is often written before its scan, but not so long.
constexpr std::chrono::hours kAlone{1};

bool isMarker(const fs::path& name) { return name.extension() == kMarker; }

// False only when somebody is known to have the file open for writing. Leases work on local disks
// and for the file's owner; elsewhere the file has to stand still.
bool writersGone(const fs::path& file) {
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return true;
  if (::fcntl(fd.get(), F_SETLEASE, F_RDLCK) != 0) return errno != EAGAIN;
  ::fcntl(fd.get(), F_SETLEASE, F_UNLCK);
  return true;
}

Error folderError(const fs::path& folder, const std::string& detail) {
  return Error(kHotFolder, {.file = core::toNfc(folder.string()), .detail = detail});
}

bool before(const fs::path& a, const fs::path& b) {
  return naturallyBefore(a.string(), b.string());
}

}  // namespace

PolledHotFolder::PolledHotFolder(const Path& folder, HotFolderOptions options, MonotonicNow now)
    : folder_(fs::absolute(folder)), options_(options), now_(std::move(now)) {
  std::error_code error;
  if (!fs::is_directory(folder_, error)) throw folderError(folder_, "no such folder");
  fs::create_directories(folder_ / kOwnFolder, error);
  if (error) throw folderError(folder_, error.message());
  const auto lock = folder_ / kOwnFolder / "khoa";
  lock_ = core::Fd(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_) throw folderError(folder_, std::strerror(errno));
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    throw folderError(folder_, "another process watches it");
  }
  spool_.emplace(folder_);
  for (auto& file : spool_->reclaim()) {
    unsettled_[file.place] = {{}, now_(), 0};
    spooled_[file.place] = std::move(file);
  }
}

core::Claims PolledHotFolder::claim() try {
  ++round_;
  core::Claims claims;
  lookThrough("", claims);
  for (auto* book : {&waiting_, &sidecars_, &lonely_}) {
    std::erase_if(*book, [&](const auto& seen) { return seen.second.round != round_; });
  }
  for (const auto& [place, file] : spooled_) {
    if (unsettled_.contains(place) && !settled(unsettled_, place, place)) continue;
    unsettled_.erase(place);
    claims.files.push_back(file);
  }
  std::sort(claims.files.begin(), claims.files.end(),
            [](const auto& a, const auto& b) { return before(a.name, b.name); });
  return claims;
} catch (const fs::filesystem_error& error) {
  if (error.code() == std::errc::no_space_on_device) {
    throw Error(core::kDiskFull, {.file = core::toNfc(folder_.string())});
  }
  throw folderError(folder_, error.code().message());
}

void PolledHotFolder::lookThrough(const Path& below, core::Claims& claims) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator at(folder_ / below, error), end; !error && at != end;
       at.increment(error)) {
    entries.push_back(*at);
  }
  if (error) {
    if (below.empty()) throw folderError(folder_, error.message());
    // A case folder may be moved away while we look.
    if (error == std::errc::no_such_file_or_directory) return;
    refuseEntry(below, Error(kUnreadable, {.detail = error.message()}), claims);
    return;
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return before(a.path(), b.path()); });
  std::set<std::string> scans;  // their names, with and without ending
  for (const auto& entry : entries) {
    if (isSidecar(entry.path())) continue;
    scans.insert({entry.path().filename().string(), entry.path().stem().string()});
  }
  for (const auto& entry : entries) {
    const Path name = below / entry.path().filename();
    if (isHidden(name) || isClutter(name) || isMarker(name)) continue;
    if (isSidecar(name)) {
      if (!scans.contains(name.stem().string())) lookAtLonely(name, claims);
      continue;
    }
    if (below.empty() && name == kRefusedFolder) continue;
    const auto status = entry.symlink_status(error);
    if (!error) lookAt(name, status, claims);
  }
}

void PolledHotFolder::lookAt(const Path& name, const fs::file_status& status,
                             core::Claims& claims) {
  switch (status.type()) {
    case fs::file_type::directory:
      return lookThrough(name, claims);
    case fs::file_type::not_found:
      return;
    case fs::file_type::regular:
      if (settled(waiting_, name, folder_ / name) && sidecarsSettled(folder_ / name) &&
          marked(name)) {
        moveToSpool(name, claims);
      }
      return;
    default:
      refuseEntry(name, Error(kNotAFile, {}), claims);
  }
}

// One that came too late would speak for the next scan of its name.
void PolledHotFolder::lookAtLonely(const Path& name, core::Claims& claims) {
  const auto ending = core::toLower(name.extension().string());
  const bool speaks = ending == ".json" || ending == ".csv";
  if (!speaks || core::toLower(name.stem().string()) == "metadata") return;
  if (!settled(lonely_, name, folder_ / name)) return;
  if (now_() - lonely_.at(name).since >= kAlone)
    refuseEntry(name, Error(kSidecarAlone, {}), claims);
}

bool PolledHotFolder::settled(std::map<Path, Seen>& book, const Path& key, const Path& place) {
  const auto identity = identityOf(place);
  if (!identity) return false;
  const auto now = now_();
  auto [at, fresh] = book.try_emplace(key, Seen{*identity, now, round_});
  at->second.round = round_;
  if (at->second.identity != *identity) at->second = {*identity, now, round_};
  const auto still = now - at->second.since;
  if (still < options_.settle || !writersGone(place)) return false;
  return still >= options_.patience || looksWhole(place);
}

bool PolledHotFolder::marked(const Path& name) const {
  if (!options_.markers) return true;
  const Path place = folder_ / name;
  return fs::exists(place.string() + kMarker) || fs::exists(place.parent_path() / kMarker);
}

bool PolledHotFolder::sidecarsSettled(const Path& scan) {
  bool all = true;
  for (const auto& names : {sidecarNames(scan), listNames(scan)}) {
    for (const auto& name : names) all = settled(sidecars_, name, name) && all;
  }
  return all;
}

void PolledHotFolder::moveToSpool(const Path& name, core::Claims& claims) {
  const Seen seen = waiting_.at(name);
  std::optional<core::ClaimedFile> file;
  try {
    file = spool_->claim(name);
  } catch (const Error& error) {
    if (error.code() == core::kDiskFull) throw;
    claims.put_off.push_back(error.at(core::toNfc(name.string())));
    return;
  }
  if (!file) return;
  waiting_.erase(name);
  // Whatever took the name between the look and the rename has to stand still first.
  unsettled_[file->place] = seen;
  spooled_[file->place] = std::move(*file);
  if (options_.markers) ::unlink((folder_ / name).concat(kMarker).c_str());
}

void PolledHotFolder::refuseEntry(const Path& name, const Error& error, core::Claims& claims) {
  std::string said;
  try {
    const Path target = freeName(folder_ / kRefusedFolder / name);
    writeReason(target, error);
    fs::rename(folder_ / name, target);
  } catch (const std::exception& failure) {
    said = failure.what();
    if (complained_[name] == said) return;
    complained_[name] = said;
  }
  claims.refused.push_back({name, error.at(core::toNfc(name.string()))});
}

void PolledHotFolder::done(const core::ClaimedFile& file) try {
  spool_->remove(file);
  spooled_.erase(file.place);
} catch (const fs::filesystem_error& error) {
  throw folderError(folder_, error.code().message());
}

void PolledHotFolder::refuse(const core::ClaimedFile& file, const Error& error) try {
  spool_->refuse(file, error);
  spooled_.erase(file.place);
} catch (const fs::filesystem_error& failure) {
  throw folderError(folder_, failure.code().message());
}

}  // namespace sohoa::scan
