#pragma once

#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <optional>

#include "core/error.h"
#include "core/file.h"
#include "core/ports/blob_store.h"
#include "core/ports/errors.h"

namespace sohoa::testing {

// A blob store that forgets everything at the end of the test. Safe for several threads.
class MemoryBlobStore final : public core::BlobStore {
 public:
  core::BlobInfo put(std::span<const std::uint8_t> bytes) override {
    const core::BlobInfo info{core::sha256(bytes), bytes.size()};
    const std::lock_guard lock(mutex_);
    blobs_.try_emplace(info.id, bytes.begin(), bytes.end());
    return info;
  }
  core::BlobInfo putFile(const std::filesystem::path& file) override {
    return put(core::readFile(file));
  }
  core::BlobInfo putDescriptor(int fd) override {
    std::vector<std::uint8_t> bytes;
    std::uint8_t chunk[65536];
    for (;;) {
      const auto count = ::read(fd, chunk, sizeof chunk);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw core::Error(core::kIo, {.detail = "read"});
      if (count == 0) return put(bytes);
      bytes.insert(bytes.end(), chunk, chunk + count);
    }
  }

  [[nodiscard]] bool contains(const core::Sha256& id) const override {
    const std::lock_guard lock(mutex_);
    return blobs_.count(id) != 0;
  }
  [[nodiscard]] std::vector<std::uint8_t> get(const core::Sha256& id) const override {
    const std::lock_guard lock(mutex_);
    const auto found = blobs_.find(id);
    if (found == blobs_.end()) throw core::Error(core::kBlobMissing, {.detail = id.hex()});
    if (core::sha256(found->second) != id) {
      throw core::Error(core::kBlobDamaged, {.detail = id.hex()});
    }
    return found->second;
  }
  [[nodiscard]] std::filesystem::path localFile(const core::Sha256& id) const override {
    const auto file = folder_.path() / id.hex();
    core::writeFileAtomically(file, get(id), 0444);
    return file;
  }
  void remove(const core::Sha256& id) override {
    const std::lock_guard lock(mutex_);
    blobs_.erase(id);
  }
  bool removeUnless(const core::Sha256& id, const std::function<bool()>& wanted) override {
    std::optional<std::vector<std::uint8_t>> bytes;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = blobs_.find(id); found != blobs_.end()) bytes = found->second;
      blobs_.erase(id);
    }
    const auto putBack = [&] {
      const std::lock_guard lock(mutex_);
      if (bytes) blobs_.try_emplace(id, *std::move(bytes));
    };
    try {
      if (!wanted()) return true;
    } catch (...) {
      putBack();
      throw;
    }
    putBack();
    return false;
  }
  void forEach(const std::function<void(const core::BlobInfo&)>& visit) const override {
    std::vector<core::BlobInfo> all;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [id, bytes] : blobs_) all.push_back({id, bytes.size()});
    }
    for (const auto& info : all) visit(info);
  }
  [[nodiscard]] bool intact(const core::Sha256& id) const override {
    const std::lock_guard lock(mutex_);
    const auto found = blobs_.find(id);
    if (found == blobs_.end()) throw core::Error(core::kBlobMissing, {.detail = id.hex()});
    return core::sha256(found->second) == id;
  }

  // Alters a blob behind the store's back.
  void damage(const core::Sha256& id) {
    const std::lock_guard lock(mutex_);
    auto& bytes = blobs_.at(id);
    if (bytes.empty()) {
      bytes.push_back(0);
    } else {
      bytes.front() = static_cast<std::uint8_t>(bytes.front() ^ 1U);
    }
  }

 private:
  mutable std::mutex mutex_;
  std::map<core::Sha256, std::vector<std::uint8_t>> blobs_;
  core::TemporaryFolder folder_;
};

}  // namespace sohoa::testing
