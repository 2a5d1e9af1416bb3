#pragma once

#include <filesystem>

#include "core/file.h"
#include "core/ports/blob_store.h"

namespace sohoa::store {

class BlobDraft;

// Blobs as read-only files root/sha256/aa/bb/<64 hex digits>. A file gets its name only when its
// bytes are on disk, so that a crash leaves either the whole blob or nothing.
class FolderBlobStore final : public core::BlobStore {
 public:
  struct Options {
    // Write to files without a name (O_TMPFILE), which the kernel removes by itself when the writer
    // dies. Where the file system cannot, named files in root/tmp are used, and those of dead
    // writers are removed by the next one to open the store.
    bool unnamed_files = true;
  };

  // Makes the folders when absent. Throws Error(kIo), Error(kDiskFull).
  explicit FolderBlobStore(const std::filesystem::path& root) : FolderBlobStore(root, Options()) {}
  FolderBlobStore(const std::filesystem::path& root, Options options);

  core::BlobInfo put(std::span<const std::uint8_t> bytes) override;
  core::BlobInfo putFile(const std::filesystem::path& file) override;
  core::BlobInfo putDescriptor(int fd) override;
  [[nodiscard]] bool contains(const core::Sha256& id) const override;
  [[nodiscard]] std::vector<std::uint8_t> get(const core::Sha256& id) const override;
  [[nodiscard]] std::filesystem::path localFile(const core::Sha256& id) const override;
  void remove(const core::Sha256& id) override;
  bool removeUnless(const core::Sha256& id, const std::function<bool()>& wanted) override;
  void forEach(const std::function<void(const core::BlobInfo&)>& visit) const override;
  [[nodiscard]] bool intact(const core::Sha256& id) const override;
  [[nodiscard]] bool intactAtPace(
      const core::Sha256& id, const std::function<void(std::uint64_t bytes)>& read) const override;

 private:
  [[nodiscard]] std::filesystem::path pathOf(const core::Sha256& id) const;
  [[nodiscard]] bool holds(const core::BlobInfo& info) const;
  void publish(BlobDraft& draft, const core::BlobInfo& info) const;
  // Makes the blob's name durable; also one whose writer may have died before it had done so.
  void syncFolders(const core::Sha256& id) const;

  std::filesystem::path root_;
  bool unnamed_files_;
};

}  // namespace sohoa::store
