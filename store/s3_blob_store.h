#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/ports/blob_store.h"
#include "core/ports/http_client.h"
#include "store/blob_cache.h"
#include "store/s3_client.h"

namespace sohoa::store {

class S3Withheld;

struct S3BlobStoreOptions {
  S3Place place;
  std::string prefix;  // of every key; folders are separated by "/", "" for none
  S3Retries retries;
  std::uint64_t part_size = 16ULL << 20U;  // larger blobs go up in parts of this many bytes
  // Every blob is locked against removal (Object Lock, COMPLIANCE) for at least so long after it
  // was last put, or the put fails. The bucket must have been made with object lock.
  std::optional<std::chrono::hours> retain;
  // Uploads in parts that began longer ago are taken for those of dead writers.
  std::chrono::hours dead_upload_age{24};
  int list_page = 1000;  // names asked for at a time
  std::filesystem::path cache;
  BlobCache::Options cache_options;
};

// Blobs as objects PREFIX/sha256/aa/bb/<64 hex digits> of one bucket of an S3 service, with local
// copies of what was put or asked for. An object is only made when there is none of its name
// (If-None-Match), and the service checks what arrives against its digest.
//
// As core::BlobStore, but for these: a local file is a copy that stays for as long as BlobCache
// says; it may outlast the object by that time. get() and intact() always ask the service. Besides
// the port's errors all of store/s3_errors.h come: transient ones after some attempts. Safe for
// several threads and processes, also on one cache.
class S3BlobStore final : public core::BlobStore {
 public:
  // Nothing is sent yet. `http` and `clock` outlive this. Throws Error(core::kBadSettings),
  // Error(kIo) and Error(kDiskFull).
  S3BlobStore(core::HttpClient& http, S3Credentials credentials, S3BlobStoreOptions options,
              const core::Clock& clock);
  ~S3BlobStore() override;
  S3BlobStore(S3BlobStore&&) = delete;
  S3BlobStore& operator=(S3BlobStore&&) = delete;

  core::BlobInfo put(std::span<const std::uint8_t> bytes) override;
  core::BlobInfo putFile(const std::filesystem::path& file) override;
  core::BlobInfo putDescriptor(int fd) override;
  [[nodiscard]] bool contains(const core::Sha256& id) const override;
  [[nodiscard]] std::vector<std::uint8_t> get(const core::Sha256& id) const override;
  [[nodiscard]] std::filesystem::path localFile(const core::Sha256& id) const override;
  // Every version of it. Throws Error(kBlobLocked) while one is under a lock.
  void remove(const core::Sha256& id) override;
  // Meanwhile the service keeps a copy that it made by itself, as an upload in parts; where it
  // cannot, the bytes are fetched, and those that cannot be had either go for good. Nothing of the
  // copy is there any more when this returns true; when it throws, the next call for the same blob
  // goes on with it. One whose process died is ended with others of its age (dead_upload_age).
  bool removeUnless(const core::Sha256& id, const std::function<bool()>& wanted) override;
  void forgetLocal(const core::Sha256& id) const override { cache_.drop(id); }
  void forEach(const std::function<void(const core::BlobInfo&)>& visit) const override;
  [[nodiscard]] bool intact(const core::Sha256& id) const override;
  [[nodiscard]] bool intactAtPace(
      const core::Sha256& id, const std::function<void(std::uint64_t bytes)>& read) const override;

  // Addresses for those without credentials: to read the blob, or to put it.
  [[nodiscard]] std::string addressToGet(const core::Sha256& id, std::chrono::seconds life) const;
  [[nodiscard]] std::string addressToPut(const core::Sha256& id, std::chrono::seconds life) const;

 private:
  struct Object;
  struct Kept;
  using Sink = std::function<void(std::span<const std::uint8_t>)>;

  [[nodiscard]] std::string keyOf(const core::Sha256& id) const;
  [[nodiscard]] std::optional<Object> look(const core::Sha256& id) const;
  void upload(BlobDraft& draft, const core::BlobInfo& info);
  void endDeadUploads();
  void requireUnlocked(const Object& object) const;
  void lock(const core::BlobInfo& info, core::Timestamp until) const;
  bool removeUnless(const core::Sha256& id, const std::function<bool()>& wanted, Kept& kept);
  // False: somebody else has removed it meanwhile.
  bool keep(const core::Sha256& id, std::uint64_t size, Kept& kept) const;
  void putBack(const core::Sha256& id, std::uint64_t size, Kept& kept);
  [[nodiscard]] BlobDraft fetched(const core::Sha256& id, std::uint64_t& size) const;
  // Gives the content to `sink` and its digest back.
  core::BlobInfo download(const core::Sha256& id, const Sink& sink) const;

  S3BlobStoreOptions options_;
  S3Client client_;
  mutable BlobCache cache_;
  mutable std::atomic<bool> bucket_seen_ = false;
  std::atomic<bool> uploads_swept_ = false;
  std::mutex mutex_;
  // Copies that could be neither put back nor given up.
  std::map<core::Sha256, std::unique_ptr<S3Withheld>> left_;
};

}  // namespace sohoa::store
