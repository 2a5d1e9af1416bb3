#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "store/blob_draft.h"

namespace sohoa::store {

// Local copies of blobs that are kept elsewhere: root/sha256/aa/bb/<64 hex digits>, read-only. What
// goes in has been compared with its digest and is on disk before it gets its name.
//
// A file whose path was handed out stays for `keep` from then on, so that whoever asked can open it
// by its path as often as it likes during that time; an open file stays readable in any case. Of
// the others the least recently used go first when all together exceed `limit`. So the limit can be
// exceeded by what was in use during the last `keep`, and by an eighth, as the sizes are not added
// up at every step. Safe for several threads, and for several processes on one folder.
class BlobCache {
 public:
  struct Options {
    std::uint64_t limit = 10ULL << 30U;  // bytes
    std::chrono::seconds keep{3600};
  };

  // Makes the folders when absent. Throws Error(kIo), Error(kDiskFull). `clock` outlives this.
  BlobCache(std::filesystem::path root, Options options, const core::Clock& clock);

  // The file with the content, handed out; nothing when it is not here.
  [[nodiscard]] std::optional<std::filesystem::path> find(const core::Sha256& id) const;
  // A new file to write to, which publish() gives its name. The caller has checked the content.
  [[nodiscard]] BlobDraft draft() const;
  // Hands the file out. It replaces one that is there already.
  std::filesystem::path publish(BlobDraft& draft, const core::BlobInfo& info);
  // Removes the copy; no error when there is none.
  void drop(const core::Sha256& id) const;

 private:
  [[nodiscard]] std::filesystem::path pathOf(const core::Sha256& id) const;
  void makeRoom();

  std::filesystem::path root_;
  Options options_;
  const core::Clock& clock_;
  std::atomic<std::uint64_t> added_;  // bytes since the sizes were added up
};

}  // namespace sohoa::store
