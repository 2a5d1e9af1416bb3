#include "store/folder_blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/ports/errors.h"
#include "store/blob_draft.h"

namespace sohoa::store {

using core::BlobInfo;
using core::Error;
using core::Fd;
using core::Sha256;

namespace {

namespace fs = std::filesystem;

void makeFolder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) core::throwSystemError(path, errno);
}

Fd openBlob(const fs::path& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) {
    throw Error(core::kBlobMissing, {.detail = path.filename().string()});
  }
  if (!fd) core::throwSystemError(path, errno);
  return fd;
}

bool isName(const std::string& name) {
  return name.size() == 2 * Sha256::kSize &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

FolderBlobStore::FolderBlobStore(const fs::path& root, Options options)
    : root_(root), unnamed_files_(options.unnamed_files) {
  makeFolder(root_);
  makeFolder(root_ / "sha256");
  makeFolder(root_ / "tmp");
  core::syncFolder(root_);
  BlobDraft::removeDead(root_ / "tmp");
}

fs::path FolderBlobStore::pathOf(const Sha256& id) const {
  const std::string hex = id.hex();
  return root_ / "sha256" / hex.substr(0, 2) / hex.substr(2, 2) / hex;
}

BlobInfo FolderBlobStore::put(std::span<const std::uint8_t> bytes) {
  const BlobInfo info{.id = core::sha256(bytes), .size = bytes.size()};
  if (!holds(info)) {
    core::failAt("blob.write", root_);
    BlobDraft draft(root_ / "tmp", unnamed_files_);
    core::writeAll(draft.fd(), bytes, root_);
    publish(draft, info);
  }
  syncFolders(info.id);
  return info;
}

BlobInfo FolderBlobStore::putFile(const fs::path& file) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) core::throwSystemError(file, errno);
  try {
    return putDescriptor(fd.get());
  } catch (const Error& error) {
    throw error.at(file.string());
  }
}

BlobInfo FolderBlobStore::putDescriptor(int fd) {
  core::failAt("blob.write", root_);
  BlobDraft draft(root_ / "tmp", unnamed_files_);
  core::Sha256Stream hash;
  std::uint64_t size = 0;
  core::readPieces(fd, "", [&](std::span<const std::uint8_t> piece) {
    hash.update(piece);
    core::writeAll(draft.fd(), piece, root_);
    size += piece.size();
  });
  const BlobInfo info{.id = hash.finish(), .size = size};
  if (!holds(info)) publish(draft, info);
  syncFolders(info.id);
  return info;
}

bool FolderBlobStore::holds(const BlobInfo& info) const {
  std::error_code error;
  const fs::path path = pathOf(info.id);
  return fs::is_regular_file(path, error) && fs::file_size(path, error) == info.size;
}

void FolderBlobStore::publish(BlobDraft& draft, const BlobInfo& info) const {
  const fs::path target = pathOf(info.id);
  makeFolder(target.parent_path().parent_path());
  makeFolder(target.parent_path());
  core::failAt("blob.publish", root_);
  // Unless another process has just put it, what is there was cut short by a failing disk.
  draft.publishAs(target, !holds(info));
}

void FolderBlobStore::syncFolders(const Sha256& id) const {
  core::failAt("blob.named", root_);
  fs::path folder = pathOf(id);
  for (int level = 0; level < 3; ++level) {
    folder = folder.parent_path();
    core::syncFolder(folder);
  }
  core::failAt("blob.stored", root_);
}

bool FolderBlobStore::contains(const Sha256& id) const {
  std::error_code error;
  return fs::is_regular_file(pathOf(id), error);
}

std::vector<std::uint8_t> FolderBlobStore::get(const Sha256& id) const {
  const fs::path path = pathOf(id);
  const Fd fd = openBlob(path);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) core::throwSystemError(path, errno);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(info.st_size));
  core::readPieces(fd.get(), path, [&](std::span<const std::uint8_t> piece) {
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  });
  if (core::sha256(bytes) != id) throw Error(core::kBlobDamaged, {.detail = id.hex()});
  return bytes;
}

fs::path FolderBlobStore::localFile(const Sha256& id) const {
  fs::path path = pathOf(id);
  if (!contains(id)) throw Error(core::kBlobMissing, {.detail = id.hex()});
  return path;
}

void FolderBlobStore::remove(const Sha256& id) {
  const fs::path path = pathOf(id);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) core::throwSystemError(path, errno);
}

bool FolderBlobStore::removeUnless(const Sha256& id, const std::function<bool()>& wanted) {
  const fs::path path = pathOf(id);
  const Fd bytes(::open(path.c_str(), O_RDONLY | O_CLOEXEC));  // they stay while it is open
  if (!bytes && errno != ENOENT) core::throwSystemError(path, errno);
  remove(id);
  bool again = false;
  try {
    again = wanted();
  } catch (...) {
    try {
      if (bytes) static_cast<void>(putDescriptor(bytes.get()));
    } catch (const std::exception&) {  // the first failure is the one to tell
    }
    throw;
  }
  if (again && bytes) static_cast<void>(putDescriptor(bytes.get()));
  return !again;
}

void FolderBlobStore::forEach(const std::function<void(const BlobInfo&)>& visit) const {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(root_ / "sha256")) {
    const std::string name = entry.path().filename().string();
    if (!isName(name) || !entry.is_regular_file(error)) continue;
    const auto size = entry.file_size(error);
    if (!error) visit({.id = Sha256::fromHex(name), .size = size});
  }
}

bool FolderBlobStore::intact(const Sha256& id) const {
  return intactAtPace(id, [](std::uint64_t) {});
}

bool FolderBlobStore::intactAtPace(const Sha256& id,
                                   const std::function<void(std::uint64_t bytes)>& read) const {
  const fs::path path = pathOf(id);
  const Fd fd = openBlob(path);
  core::Sha256Stream hash;
  core::readPieces(fd.get(), path, [&](std::span<const std::uint8_t> piece) {
    hash.update(piece);
    read(piece.size());
  });
  return hash.finish() == id;
}

}  // namespace sohoa::store
