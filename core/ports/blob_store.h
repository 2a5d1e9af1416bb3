#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/digest.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kBlobLocked{
    "store.blob_locked", Retry::kNever,
    "Tệp đang trong thời hạn khoá lưu giữ của kho S3 nên chưa xoá được; hãy chờ hết thời hạn.",
    "The S3 store holds this file under a retention lock; it cannot be removed before it ends."};

struct BlobInfo {
  Sha256 id;
  std::uint64_t size = 0;  // bytes
};

// Keeps bytes under their SHA-256. Putting the same bytes again is free and harmless. A blob is
// durable and complete when put() returns, and absent otherwise, whatever dies in between.
// Safe for several threads and processes.
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  // Throws Error(kDiskFull) or Error(kIo).
  virtual BlobInfo put(std::span<const std::uint8_t> bytes) = 0;
  // Streams a file in; memory does not grow with its size.
  virtual BlobInfo putFile(const std::filesystem::path& file) = 0;
  // Streams from an open descriptor until its end.
  virtual BlobInfo putDescriptor(int fd) = 0;

  [[nodiscard]] virtual bool contains(const Sha256& id) const = 0;
  // Throws Error(kBlobMissing, or kBlobDamaged when the content no longer matches its name).
  [[nodiscard]] virtual std::vector<std::uint8_t> get(const Sha256& id) const = 0;
  // A local file with the content: the stored one, not to be written to.
  [[nodiscard]] virtual std::filesystem::path localFile(const Sha256& id) const = 0;
  // Removes it; no error when it is not there. Throws Error(kBlobLocked) where the storage holds it
  // under a lock of its own.
  virtual void remove(const Sha256& id) = 0;
  // Removes it unless `wanted`, asked when nobody can get it any more, says that it is: then it is
  // there again. Returns whether it is gone. Throws as remove(), and what `wanted` throws, having
  // put it back as far as it can; Error(kBlobMissing) when it is wanted and could not be kept.
  virtual bool removeUnless(const Sha256& id, const std::function<bool()>& wanted) = 0;
  // Removes what this machine alone keeps of it; the blob itself stays.
  virtual void forgetLocal(const Sha256& /*id*/) const {}
  // Calls `visit` for every blob. Those put meanwhile may or may not be seen.
  virtual void forEach(const std::function<void(const BlobInfo&)>& visit) const = 0;
  // Reads the blob and compares it with its name.
  [[nodiscard]] virtual bool intact(const Sha256& id) const = 0;
  // The same, and `read` is told the bytes of each piece; it may take its time.
  [[nodiscard]] virtual bool intactAtPace(
      const Sha256& id, const std::function<void(std::uint64_t bytes)>& /*read*/) const {
    return intact(id);
  }
};

}  // namespace sohoa::core
