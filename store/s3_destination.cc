#include "store/s3_destination.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/file.h"
#include "core/ports/errors.h"
#include "store/s3_errors.h"
#include "store/s3_keys.h"
#include "store/s3_upload.h"

namespace sohoa::store {
namespace {

constexpr int kPreconditionFailed = 412;

// The same at every attempt. `place`: with where the copy belongs, which records had not at first.
std::string recordOf(const core::OutgoingCopy& outgoing, bool place) {
  const auto& copy = outgoing.copy;
  nlohmann::json record{{"id", copy.id},         {"product", core::slug(copy.product)},
                        {"kind", copy.kind},     {"title", copy.title},
                        {"fields", copy.fields}, {"pages", copy.pages},
                        {"level", copy.level},   {"sha256", copy.content.hex()},
                        {"size", outgoing.size}, {"created", core::formatIso8601(copy.created)}};
  if (place) {
    record["unit"] = copy.unit;
    record["case_file"] = copy.case_file;
    record["subject"] = copy.subject;
  }
  return record.dump(1);
}

}  // namespace

S3Destination::S3Destination(core::HttpClient& http, S3Credentials credentials,
                             S3DestinationOptions options, const core::Clock& clock)
    : options_(std::move(options)),
      client_(http, options_.place, std::move(credentials), options_.retries, clock) {
  options_.prefix = tidyS3Prefix(options_.prefix);
}

core::Receipt S3Destination::send(const core::OutgoingCopy& copy) {
  const auto record = options_.prefix + "copies/" + percentEncoded(copy.copy.id) + ".json";
  sendFile(copy);
  sendRecord(record, copy);
  return {"s3://" + options_.place.bucket + "/" + record};
}

void S3Destination::sendFile(const core::OutgoingCopy& copy) {
  const auto key = s3BlobKey(options_.prefix + "sha256/", copy.copy.content);
  S3Request head;
  head.method = "HEAD";
  head.key = key;
  const auto there = client_.send(head);
  const bool whole =
      there.ok() && std::strtoull(there.header("content-length").c_str(), nullptr, 10) == copy.size;
  if (whole) return;
  const core::Fd file(::open(copy.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) core::throwSystemError(copy.file, errno);
  S3UploadOptions how{.part_size = options_.part_size, .only_if_absent = !there.ok()};
  how.kept = copy.progress;
  how.keep = copy.keep;
  how.pace = [this](core::HttpBodySource body) {
    return core::pacedBody(std::move(body), options_.bytes_per_second, options_.retries.sleep);
  };
  uploadToS3(client_, key, file.get(), {copy.copy.content, copy.size}, how);
}

void S3Destination::sendRecord(const std::string& key, const core::OutgoingCopy& copy) {
  const auto text = recordOf(copy, true);
  S3Request put;
  put.method = "PUT";
  put.key = key;
  put.headers = {{"content-type", "application/json"},
                 {"if-none-match", "*"},
                 {"x-amz-checksum-sha256", base64(core::sha256(text).bytes())},
                 {"x-amz-meta-idempotency-key", copy.key}};
  put.body.assign(text.begin(), text.end());
  const auto answer = client_.send(put);
  if (answer.status == kPreconditionFailed) {
    S3Request get;
    get.key = key;
    // An earlier attempt whose answer was lost, perhaps of an earlier program.
    const auto there = client_.require(get).body;
    if (there == text || there == recordOf(copy, false)) return;
    throw core::Error(core::kCopyConflict, {.detail = copy.copy.id});
  }
  if (answer.status >= 300) throw s3Error(answer.status, answer.code);
}

}  // namespace sohoa::store
