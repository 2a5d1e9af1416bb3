#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "core/file.h"
#include "core/ports/blob_store.h"

namespace sohoa::server {

// Opens stored files for sending. The first time a file is asked for, and whenever it changed
// since, it is read through and held against its name, so that damage on the disk is an error and
// not an answer. Safe for several threads.
class BlobCheck {
 public:
  explicit BlobCheck(core::BlobStore& blobs) : blobs_(blobs) {}

  struct Opened {
    std::shared_ptr<core::Fd> file;
    std::uint64_t size = 0;
  };
  // Throws Error(kBlobMissing), Error(kBlobDamaged), Error(kIo).
  [[nodiscard]] Opened open(const core::Sha256& id);

 private:
  struct Seen {
    ino_t inode = 0;
    std::int64_t changed = 0;  // nanoseconds
    std::uint64_t size = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  core::BlobStore& blobs_;
  std::mutex mutex_;
  std::map<core::Sha256, Seen> seen_;
};

}  // namespace sohoa::server
