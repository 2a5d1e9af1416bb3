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
  // `times_tell`: a file's time of modification says whether it changed. A cache marks its files'
  // use by it; they were compared with their digest when they came, and one that is fetched again
  // is another file.
  explicit BlobCheck(core::BlobStore& blobs, bool times_tell = true)
      : blobs_(blobs), times_tell_(times_tell) {}

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
  const bool times_tell_;
  std::mutex mutex_;
  std::map<core::Sha256, Seen> seen_;
};

}  // namespace sohoa::server
