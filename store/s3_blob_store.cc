#include "store/s3_blob_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>

#include "core/file.h"
#include "store/s3_errors.h"
#include "store/s3_keys.h"
#include "store/s3_upload.h"
#include "store/s3_xml.h"

namespace sohoa::store {

using core::BlobInfo;
using core::Error;
using core::Sha256;

namespace {

namespace fs = std::filesystem;

constexpr int kNotFound = 404;

// "2030-01-31T08:00:00Z"
std::string utcTime(core::Timestamp time) {
  return core::formatIso8601(time, std::chrono::minutes(0)).substr(0, 19) + "Z";
}

std::uint64_t numberIn(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 10); }

// The digest that a key ends with, when it is one of ours.
std::optional<Sha256> idOf(std::string_view key, const std::string& prefix) {
  if (!key.starts_with(prefix)) return std::nullopt;
  key.remove_prefix(prefix.size());
  constexpr std::size_t kHex = 2 * Sha256::kSize;
  if (key.size() != kHex + 6 || key[2] != '/' || key[5] != '/') return std::nullopt;
  const auto hex = key.substr(6);
  if (hex.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  if (hex.substr(0, 2) != key.substr(0, 2) || hex.substr(2, 2) != key.substr(3, 2)) return {};
  return Sha256::fromHex(hex);
}

}  // namespace

// What is known of a stored object without its content.
struct S3BlobStore::Object {
  std::uint64_t size = 0;
  std::string version;  // empty in buckets that keep one
  std::string locked_until;
};

// Bytes that removeUnless() may have to put back.
struct S3BlobStore::Kept {
  std::unique_ptr<S3Withheld> copy;  // at the service
  std::optional<BlobDraft> fetched;  // where that is not whole
};

S3BlobStore::S3BlobStore(core::HttpClient& http, S3Credentials credentials,
                         S3BlobStoreOptions options, const core::Clock& clock)
    : options_(std::move(options)),
      client_(http, options_.place, std::move(credentials), options_.retries, clock),
      cache_(options_.cache, options_.cache_options, clock) {
  options_.prefix = tidyS3Prefix(options_.prefix) + "sha256/";
}

S3BlobStore::~S3BlobStore() = default;

std::string S3BlobStore::keyOf(const Sha256& id) const { return s3BlobKey(options_.prefix, id); }

std::optional<S3BlobStore::Object> S3BlobStore::look(const Sha256& id) const {
  S3Request head;
  head.method = "HEAD";
  head.key = keyOf(id);
  auto answer = client_.send(head);
  if (answer.status >= 300 && !(answer.status == kNotFound && bucket_seen_)) {
    // The answer to HEAD has no body and so no reason.
    S3Request why;
    why.key = head.key;
    why.headers["range"] = "bytes=0-0";
    const auto told = client_.send(why);
    if (told.code == "NoSuchKey") bucket_seen_ = true;
    if (told.status >= 300 && told.code != "NoSuchKey") throw s3Error(told.status, told.code);
    if (told.ok()) answer = client_.require(head);  // put between the two
  }
  if (!answer.ok()) return std::nullopt;
  bucket_seen_ = true;
  return Object{numberIn(answer.header("content-length")), answer.header("x-amz-version-id"),
                answer.header("x-amz-object-lock-retain-until-date")};
}

BlobInfo S3BlobStore::put(std::span<const std::uint8_t> bytes) {
  const BlobInfo info{.id = core::sha256(bytes), .size = bytes.size()};
  core::failAt("blob.write", options_.cache);
  auto draft = cache_.draft();
  core::writeAll(draft.fd(), bytes, options_.cache);
  upload(draft, info);
  return info;
}

BlobInfo S3BlobStore::putFile(const fs::path& file) {
  const core::Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) core::throwSystemError(file, errno);
  try {
    return putDescriptor(fd.get());
  } catch (const Error& error) {
    throw error.at(file.string());
  }
}

BlobInfo S3BlobStore::putDescriptor(int fd) {
  core::failAt("blob.write", options_.cache);
  // A copy first: the digest is in the object's name, and a pipe can be read once.
  auto draft = cache_.draft();
  core::Sha256Stream hash;
  std::uint64_t size = 0;
  core::readPieces(fd, "", [&](std::span<const std::uint8_t> piece) {
    hash.update(piece);
    core::writeAll(draft.fd(), piece, options_.cache);
    size += piece.size();
  });
  const BlobInfo info{.id = hash.finish(), .size = size};
  upload(draft, info);
  return info;
}

void S3BlobStore::upload(BlobDraft& draft, const BlobInfo& info) {
  const auto there = look(info.id);
  const auto until = client_.clock().now() + options_.retain.value_or(std::chrono::hours(0));
  if (!there || there->size != info.size) {
    if (info.size > options_.part_size) endDeadUploads();
    S3UploadOptions how{options_.part_size, !there, {}, {}};
    if (options_.retain) {
      how.headers["x-amz-object-lock-mode"] = "COMPLIANCE";
      how.headers["x-amz-object-lock-retain-until-date"] = utcTime(until);
    }
    core::failAt("blob.publish", options_.cache);
    uploadToS3(client_, keyOf(info.id), draft.fd(), info, how);
  }
  if (options_.retain) lock(info, until);
  core::failAt("blob.stored", options_.cache);
  // What was put is read next; a file that would push all others out is better fetched again.
  if (info.size <= options_.cache_options.limit && !cache_.find(info.id)) {
    cache_.publish(draft, info);
  }
}

void S3BlobStore::endDeadUploads() {
  if (uploads_swept_.exchange(true)) return;
  try {
    static_cast<void>(endDeadS3Uploads(client_, options_.prefix,
                                       client_.clock().now() - options_.dead_upload_age));
  } catch (const Error&) {  // an account may lack the right; tidying must not stop the work
  }
}

void S3BlobStore::lock(const BlobInfo& info, core::Timestamp until) const {
  const auto locked = [&] {
    const auto object = look(info.id);
    return object && !object->locked_until.empty() &&
           core::parseIso8601(object->locked_until) >=
               std::chrono::floor<std::chrono::seconds>(until);
  };
  // A blob that was there already, or a service that drops the lock of uploads in parts.
  if (locked()) return;
  S3Request retention;
  retention.method = "PUT";
  retention.key = keyOf(info.id);
  retention.query["retention"] = "";
  const std::string text = "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>" + utcTime(until) +
                           "</RetainUntilDate></Retention>";
  retention.body.assign(text.begin(), text.end());
  retention.headers["x-amz-checksum-sha256"] = base64(core::sha256(text).bytes());
  client_.require(retention);
  if (!locked()) throw Error(kS3Refused, {.detail = "the store took no retention lock"});
}

bool S3BlobStore::contains(const Sha256& id) const { return look(id).has_value(); }

BlobInfo S3BlobStore::download(const Sha256& id, const Sink& sink) const {
  core::Sha256Stream hash;
  std::uint64_t size = 0;
  bool sink_failed = false;
  S3Request get;
  get.key = keyOf(id);
  get.max_response_bytes = std::numeric_limits<std::uint64_t>::max();
  get.sink = [&](std::span<const std::uint8_t> piece) {
    hash.update(piece);
    size += piece.size();
    try {
      sink(piece);
    } catch (...) {
      sink_failed = true;
      throw;
    }
  };
  S3Backoff backoff(client_.retries());
  for (;;) {
    // A transfer that broke off goes on where it stopped; the content of a name never changes.
    const auto begin = size;
    if (begin > 0) get.headers["range"] = fmt::format("bytes={}-", begin);
    try {
      const auto answer = client_.send(get);
      if (answer.code == "NoSuchKey") throw Error(core::kBlobMissing, {.detail = id.hex()});
      if (answer.status >= 300) throw s3Error(answer.status, answer.code);
      if (begin > 0 && answer.status != 206) {
        throw Error(kS3BadAnswer, {.detail = "a range was asked for"});
      }
      return {hash.finish(), size};
    } catch (const Error& error) {
      const bool cut = error.retry() == core::Retry::kTransient && !sink_failed && size > begin;
      if (!cut || !backoff.again()) throw;
    }
  }
}

std::vector<std::uint8_t> S3BlobStore::get(const Sha256& id) const {
  std::vector<std::uint8_t> bytes;
  const auto got = download(id, [&](std::span<const std::uint8_t> piece) {
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  });
  if (got.id != id) throw Error(core::kBlobDamaged, {.detail = id.hex()});
  return bytes;
}

fs::path S3BlobStore::localFile(const Sha256& id) const {
  if (auto found = cache_.find(id)) return *found;
  std::uint64_t size = 0;
  auto draft = fetched(id, size);
  return cache_.publish(draft, {id, size});
}

BlobDraft S3BlobStore::fetched(const Sha256& id, std::uint64_t& size) const {
  auto draft = cache_.draft();
  const auto got = download(id, [&](std::span<const std::uint8_t> piece) {
    core::writeAll(draft.fd(), piece, options_.cache);
  });
  if (got.id != id) throw Error(core::kBlobDamaged, {.detail = id.hex()});
  size = got.size;
  return draft;
}

void S3BlobStore::requireUnlocked(const Object& object) const {
  if (!object.locked_until.empty() &&
      core::parseIso8601(object.locked_until) > client_.clock().now()) {
    throw Error(core::kBlobLocked, {.detail = "until " + object.locked_until});
  }
}

bool S3BlobStore::removeUnless(const Sha256& id, const std::function<bool()>& wanted) {
  endDeadUploads();
  Kept kept;
  {
    const std::lock_guard lock(mutex_);
    if (auto left = left_.extract(id)) kept.copy = std::move(left.mapped());
  }
  try {
    return removeUnless(id, wanted, kept);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (kept.copy) left_.emplace(id, std::move(kept.copy));
    throw;
  }
}

bool S3BlobStore::removeUnless(const Sha256& id, const std::function<bool()>& wanted, Kept& kept) {
  auto object = look(id);
  if (object) {
    requireUnlocked(*object);
    if (kept.copy) kept.copy->giveUp();  // of an earlier call; others may have ended it
    kept.copy.reset();
    if (object->size > 0 && !keep(id, object->size, kept)) object.reset();
  }
  auto size = object ? std::optional(object->size) : std::nullopt;
  if (!size && kept.copy && kept.copy->whole()) size = kept.copy->size();
  bool again = false;
  try {
    remove(id);
    again = wanted();
  } catch (...) {
    try {
      if (size) putBack(id, *size, kept);
    } catch (const std::exception&) {  // the first failure is the one to tell
    }
    throw;
  }
  if (again) {
    if (size) putBack(id, *size, kept);
  } else if (kept.copy) {
    kept.copy->giveUp();
  }
  return !again;
}

// Not every service copies parts, and none does of an object in an archive class.
bool S3BlobStore::keep(const Sha256& id, std::uint64_t size, Kept& kept) const {
  try {
    kept.copy = std::make_unique<S3Withheld>(client_, keyOf(id), size);
    kept.copy->copy();
    return true;
  } catch (const Error&) {  // fetching it tells whether the service is there at all
  }
  try {
    if (kept.copy) kept.copy->giveUp();
    kept.copy.reset();
  } catch (const Error&) {  // tried again at the end
  }
  try {
    std::uint64_t got = 0;
    kept.fetched.emplace(fetched(id, got));
  } catch (const Error& error) {
    const bool here = error.code() == core::kIo || error.code() == core::kDiskFull;
    if (error.retry() == core::Retry::kTransient && !here) throw;
    return error.code() != core::kBlobMissing;
  }
  return true;
}

void S3BlobStore::putBack(const Sha256& id, std::uint64_t size, Kept& kept) {
  if (size == 0) {
    static_cast<void>(put({}));
  } else if (kept.fetched) {
    upload(*kept.fetched, {id, size});
  } else if (kept.copy && kept.copy->whole()) {
    kept.copy->putBack();
    if (options_.retain) lock({id, size}, client_.clock().now() + *options_.retain);
  } else if (!look(id)) {
    throw Error(core::kBlobMissing, {.detail = id.hex()});
  }
}

void S3BlobStore::remove(const Sha256& id) {
  cache_.drop(id);
  // In a bucket with versions the one below comes up when a version is removed.
  std::optional<std::string> removed;
  while (const auto object = look(id)) {
    if (removed == object->version) throw Error(kS3Unavailable, {.detail = "still there"});
    requireUnlocked(*object);
    S3Request removal;
    removal.method = "DELETE";
    removal.key = keyOf(id);
    if (!object->version.empty()) removal.query["versionId"] = object->version;
    client_.require(removal);
    removed = object->version;
  }
}

void S3BlobStore::forEach(const std::function<void(const BlobInfo&)>& visit) const {
  S3Request list;
  list.query = {{"list-type", "2"},
                {"prefix", options_.prefix},
                {"max-keys", std::to_string(options_.list_page)}};
  for (;;) {
    const auto page = parseS3Xml(client_.require(list).body);
    if (page.name != "ListBucketResult") throw Error(kS3BadAnswer, {.detail = "not a listing"});
    for (const auto& each : page.children) {
      if (each.name != "Contents") continue;
      const auto id = idOf(each.textOf("Key"), options_.prefix);
      if (id) visit({.id = *id, .size = numberIn(std::string(each.textOf("Size")))});
    }
    if (page.textOf("IsTruncated") != "true") return;
    const std::string next(page.textOf("NextContinuationToken"));
    // The same token again would be a listing without an end.
    if (next.empty() || next == list.query["continuation-token"]) {
      throw Error(kS3BadAnswer, {.detail = "a listing that does not go on"});
    }
    list.query["continuation-token"] = next;
  }
}

bool S3BlobStore::intact(const Sha256& id) const {
  return intactAtPace(id, [](std::uint64_t) {});
}

bool S3BlobStore::intactAtPace(const Sha256& id,
                               const std::function<void(std::uint64_t bytes)>& read) const {
  return download(id, [&](std::span<const std::uint8_t> piece) { read(piece.size()); }).id == id;
}

std::string S3BlobStore::addressToGet(const Sha256& id, std::chrono::seconds life) const {
  return client_.presigned("GET", keyOf(id), life);
}

std::string S3BlobStore::addressToPut(const Sha256& id, std::chrono::seconds life) const {
  return client_.presigned("PUT", keyOf(id), life);
}

}  // namespace sohoa::store
