#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/ports/blob_store.h"
#include "store/s3_client.h"

namespace sohoa::store {

// Private to store/: how one file goes up.
struct S3UploadOptions {
  std::uint64_t part_size = 16ULL << 20U;  // bytes; larger files go up in parts
  // False when an object is there that has to be replaced.
  bool only_if_absent = true;
  std::map<std::string, std::string> headers = {};  // of the object
  // Given each body that is sent, and sends what it returns.
  std::function<core::HttpBodySource(core::HttpBodySource)> pace = {};
  // Keeps how far a file in parts got; with it a failure that may pass leaves the parts at the
  // server, and an upload of the same file with what was `kept` last goes on after them. "" is kept
  // when there is nothing to go on from.
  std::function<void(const std::string&)> keep = {};
  std::string kept = {};
};

// Sends the first `info.size` bytes of the open file, whose SHA-256 is `info.id`, to `key`. The
// server refuses what does not match its digest. Done also when somebody else has put the object
// meanwhile. A failed upload in parts is given up at the server, as far as that can be reached and
// as options.keep does not say otherwise. Throws what S3Client throws and s3Error() gives.
void uploadToS3(const S3Client& client, const std::string& key, int fd, const core::BlobInfo& info,
                const S3UploadOptions& options);

// A copy of the object `key` of `size` bytes (from 1), which the service makes without sending it:
// an upload in parts that nobody sees. Throws as above. One thread at a time.
class S3Withheld {
 public:
  // Begins an upload without parts.
  S3Withheld(const S3Client& client, const std::string& key, std::uint64_t size);
  // Gives it up as far as the service can be reached; who must know that calls giveUp().
  ~S3Withheld();
  S3Withheld(S3Withheld&&) = delete;
  S3Withheld& operator=(S3Withheld&&) = delete;

  // Copies what is missing.
  void copy();
  // Whether all of it is there, neither put back nor given up.
  [[nodiscard]] bool whole() const;
  [[nodiscard]] std::uint64_t size() const;
  // Makes a whole one the object again, unless somebody has put that meanwhile.
  void putBack();
  // Nothing of it is at the service when this returns. May be called again when it threw.
  void giveUp();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Ends the uploads in parts below `prefix` that began before `before`: their writers have died.
// Returns how many. Throws as above.
std::size_t endDeadS3Uploads(const S3Client& client, const std::string& prefix,
                             core::Timestamp before);

}  // namespace sohoa::store
