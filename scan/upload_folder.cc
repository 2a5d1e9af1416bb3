#include "scan/upload_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "core/file.h"
#include "core/random.h"
#include "core/text.h"

namespace sohoa::scan {

namespace fs = std::filesystem;
using core::Error;
using core::Upload;
using nlohmann::json;

namespace {

constexpr int kIdBytes = 16;
constexpr std::size_t kMostName = 200;

// Ids come from outside: nothing else may become a path.
bool isId(const std::string& id) {
  return id.size() == 2 * std::size_t{kIdBytes} &&
         id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

class Part final : public core::UploadPart {
 public:
  Part(fs::path path, core::Fd file, std::uint64_t offset, std::uint64_t length)
      : path_(std::move(path)),
        file_(std::move(file)),
        start_(offset),
        at_(offset),
        length_(length) {}
  ~Part() override {
    // What came in before the line broke is worth keeping; if the disk refuses, it is not there.
    if (!ended_) static_cast<void>(::fdatasync(file_.get()));
  }

  void write(std::span<const std::uint8_t> piece) override {
    if (piece.size() > length_ - at_) throw Error(core::kUploadOffset, {});
    core::failAt("upload.write", path_);
    core::writeAll(file_.get(), piece, path_);
    at_ += piece.size();
  }
  std::uint64_t commit() override {
    core::failAt("upload.sync", path_);
    if (::fdatasync(file_.get()) != 0) core::throwSystemError(path_, errno);
    ended_ = true;
    return at_;
  }
  void discard() override {
    if (::ftruncate(file_.get(), static_cast<off_t>(start_)) != 0) {
      core::throwSystemError(path_, errno);
    }
    ended_ = true;
  }

 private:
  fs::path path_;
  core::Fd file_;
  std::uint64_t start_;
  std::uint64_t at_;
  std::uint64_t length_;
  bool ended_ = false;
};

// Begun or half removed by a process that died long ago.
bool isAbandoned(const fs::path& folder) {
  std::error_code error;
  const auto changed = fs::last_write_time(folder, error);
  return !error && fs::file_time_type::clock::now() - changed > std::chrono::hours(24) &&
         !fs::exists(folder / "info.json");
}

}  // namespace

std::string safeFileName(const std::string& said) {
  auto name = core::toNfc(said);
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  std::string out;
  for (const auto point : core::codePoints(name)) {
    if (point < 0x20 || (point >= 0x7F && point < 0xA0)) continue;
    const auto one = core::toUtf8({point});
    if (out.size() + one.size() > kMostName) break;
    if (!(out.empty() && point == U'.')) out += one;
  }
  return out.empty() ? "scan" : out;
}

Upload UploadFolder::create(const std::string& owner, const std::string& name, std::uint64_t length,
                            core::Timestamp expires) {
  Upload upload{core::randomHex(kIdBytes), owner, safeFileName(name), length, 0, expires};
  const auto folder = folder_ / upload.id;
  const auto data = folder / "data";
  std::error_code error;
  fs::create_directories(data, error);
  if (error) core::throwSystemError(data, error.value());
  const core::Fd file(::open((data / upload.name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file) core::throwSystemError(data / upload.name, errno);
  core::syncFolder(data);
  // Last: an upload without it does not exist.
  core::writeFileAtomically(folder / "info.json",
                            json{{"owner", owner},
                                 {"name", upload.name},
                                 {"length", length},
                                 {"expires", expires.time_since_epoch().count()}}
                                .dump(),
                            0600);
  return upload;
}

std::optional<Upload> UploadFolder::read(const std::string& id) const {
  if (!isId(id)) return std::nullopt;
  const auto info = folder_ / id / "info.json";
  if (!fs::exists(info)) return std::nullopt;
  try {
    const auto object = json::parse(core::readText(info));
    Upload upload;
    upload.id = id;
    upload.owner = object.at("owner");
    upload.name = object.at("name");
    upload.length = object.at("length");
    upload.expires = core::Timestamp(std::chrono::milliseconds(object.at("expires")));
    struct stat status {};
    if (::stat(file(upload).c_str(), &status) != 0) return std::nullopt;
    upload.offset = static_cast<std::uint64_t>(status.st_size);
    return upload;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<Upload> UploadFolder::find(const std::string& id, core::Timestamp now) const {
  auto upload = read(id);
  if (upload && upload->expires <= now) return std::nullopt;
  return upload;
}

std::unique_ptr<core::UploadPart> UploadFolder::append(const std::string& id, std::uint64_t offset,
                                                       core::Timestamp now) {
  const auto upload = find(id, now);
  if (!upload) throw Error(core::kNoSuchUpload, {});
  const auto path = file(*upload);
  core::Fd data(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (!data) core::throwSystemError(path, errno);
  if (::flock(data.get(), LOCK_EX | LOCK_NB) != 0) throw Error(core::kUploadBusy, {});
  // Under the lock: another part may have ended since.
  struct stat status {};
  if (::fstat(data.get(), &status) != 0) core::throwSystemError(path, errno);
  if (static_cast<std::uint64_t>(status.st_size) != offset) throw Error(core::kUploadOffset, {});
  return std::make_unique<Part>(path, std::move(data), offset, upload->length);
}

fs::path UploadFolder::file(const Upload& upload) const {
  return folder_ / upload.id / "data" / upload.name;
}

void UploadFolder::remove(const std::string& id) {
  if (!isId(id)) return;
  std::error_code ignored;
  fs::remove(folder_ / id / "info.json", ignored);  // first: from here on it does not exist
  fs::remove_all(folder_ / id, ignored);
}

int UploadFolder::expire(core::Timestamp now) {
  int removed = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto id = entry->path().filename().string();
    const auto upload = read(id);
    if (!upload && isId(id) && isAbandoned(entry->path())) {
      remove(id);
      ++removed;
    }
    if (!upload || upload->expires > now) continue;
    const core::Fd data(::open(file(*upload).c_str(), O_WRONLY | O_CLOEXEC));
    if (data && ::flock(data.get(), LOCK_EX | LOCK_NB) != 0) continue;
    remove(id);
    ++removed;
  }
  return removed;
}

}  // namespace sohoa::scan
