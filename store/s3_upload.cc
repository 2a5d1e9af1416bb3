#include "store/s3_upload.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "core/digest.h"
#include "core/file.h"
#include "core/markup.h"
#include "store/s3_errors.h"
#include "store/s3_xml.h"

namespace sohoa::store {
namespace {

constexpr std::uint64_t kMaxParts = 10'000;
constexpr std::uint64_t kLargestPart = 5ULL << 30U;  // bytes, of the service
constexpr int kPreconditionFailed = 412;
constexpr int kNotImplemented = 501;

std::string digestOfPart(const core::HttpBodySource& part) {
  core::Sha256Stream hash;
  std::vector<std::uint8_t> piece(1U << 18U);
  for (std::uint64_t at = 0; at < part.size;) {
    const auto count = part.read(at, piece);
    hash.update(std::span(piece).first(count));
    at += count;
  }
  return hash.finish().hex();
}

core::HttpBodySource paced(const S3UploadOptions& options, core::HttpBodySource body) {
  return options.pace ? options.pace(std::move(body)) : body;
}

// Sends a request that must not replace anything. A server without conditional writes is asked
// again without the condition: under its digest an object can only be replaced by the same bytes.
S3Answer sendIfAbsent(const S3Client& client, S3Request request, bool only_if_absent) {
  if (only_if_absent) request.headers.try_emplace("if-none-match", 1, '*');
  auto answer = client.send(request);
  if (!only_if_absent || answer.status != kNotImplemented) return answer;
  request.headers.erase("if-none-match");
  return client.send(request);
}

void putWhole(const S3Client& client, const std::string& key, int fd, const core::BlobInfo& info,
              const S3UploadOptions& options) {
  S3Request put;
  put.method = "PUT";
  put.key = key;
  put.headers = options.headers;
  put.headers["content-type"] = "application/octet-stream";
  put.headers["x-amz-checksum-sha256"] = base64(info.id.bytes());
  put.source = paced(options, core::fileBody(fd, 0, info.size));
  put.payload_sha256 = info.id.hex();
  const auto answer = sendIfAbsent(client, put, options.only_if_absent);
  if (answer.status == kPreconditionFailed && options.only_if_absent) return;
  if (answer.status >= 300) throw s3Error(answer.status, answer.code);
}

// An upload in parts that the server forgets again unless completed or left.
class PartedUpload {
 public:
  PartedUpload(const S3Client& client, std::string key, std::uint64_t part_size,
               const S3UploadOptions& options)
      : client_(client), key_(std::move(key)), part_size_(part_size), options_(options) {
    if (goesOn()) return;
    S3Request begin;
    begin.method = "POST";
    begin.key = key_;
    begin.query["uploads"] = "";
    begin.headers = options.headers;
    begin.headers["content-type"] = "application/octet-stream";
    id_ = parseS3Xml(client_.require(begin).body).textOf("UploadId");
    if (id_.empty()) throw core::Error(kS3BadAnswer, {.detail = "no upload id"});
    keep();
  }
  ~PartedUpload() {
    try {
      giveUp();
    } catch (const std::exception&) {  // endDeadS3Uploads() finds it
    }
  }
  PartedUpload(const PartedUpload&) = delete;
  PartedUpload& operator=(const PartedUpload&) = delete;

  // Bytes that are there already.
  [[nodiscard]] std::uint64_t sent() const { return tags_.size() * part_size_; }
  [[nodiscard]] bool ended() const { return id_.empty(); }
  // The parts stay for another attempt.
  void leave() { id_.clear(); }
  // The server has forgotten it, and did so already when it is complete.
  void giveUp() {
    if (id_.empty()) return;
    S3Request abort;
    abort.method = "DELETE";
    abort.key = key_;
    abort.query["uploadId"] = id_;
    const auto answer = client_.send(abort);
    if (!answer.ok() && answer.code != "NoSuchUpload") throw s3Error(answer.status, answer.code);
    id_.clear();
  }

  void send(core::HttpBodySource part) {
    S3Request put;
    put.method = "PUT";
    put.key = key_;
    put.query = {{"partNumber", std::to_string(tags_.size() + 1)}, {"uploadId", id_}};
    put.payload_sha256 = digestOfPart(part);
    put.source = paced(options_, std::move(part));
    const auto answer = client_.send(put);
    if (!answer.ok()) fail(answer);
    tags_.push_back(answer.header("etag"));
    if (tags_.back().empty()) throw core::Error(kS3BadAnswer, {.detail = "a part without a tag"});
    keep();
  }

  // The next part from what lies at the service; the last byte counts in.
  void copy(const std::string& source, std::uint64_t first, std::uint64_t last, bool whole) {
    S3Request put;
    put.method = "PUT";
    put.key = key_;
    put.query = {{"partNumber", std::to_string(tags_.size() + 1)}, {"uploadId", id_}};
    put.headers["x-amz-copy-source"] = source;
    if (!whole) put.headers["x-amz-copy-source-range"] = fmt::format("bytes={}-{}", first, last);
    S3Backoff backoff(client_.retries());
    for (;;) {
      const auto answer = client_.send(put);
      if (!answer.ok()) fail(answer);
      // As in complete().
      const auto copied = parseS3Xml(answer.body);
      if (copied.name != "Error") {
        tags_.emplace_back(copied.textOf("ETag"));
        if (tags_.back().empty()) {
          throw core::Error(kS3BadAnswer, {.detail = "a part without a tag"});
        }
        return;
      }
      if (!backoff.again()) throw core::Error(kS3Unavailable, {.detail = "a part was not copied"});
    }
  }

  void complete(std::uint64_t size, bool only_if_absent) {
    std::string list = "<CompleteMultipartUpload>";
    for (std::size_t i = 0; i < tags_.size(); ++i) {
      list += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1,
                          core::escapedMarkup(tags_[i]));
    }
    list += "</CompleteMultipartUpload>";
    S3Request end;
    end.method = "POST";
    end.key = key_;
    end.query["uploadId"] = id_;
    end.headers["content-type"] = "application/xml";
    end.body.assign(list.begin(), list.end());
    S3Backoff backoff(client_.retries());
    for (;;) {
      auto answer = sendIfAbsent(client_, end, only_if_absent);
      // A server that needs long answers 200 first and tells how it went in the body.
      if (answer.ok() && parseS3Xml(answer.body).name != "Error") break;
      if (answer.status == kPreconditionFailed && only_if_absent) return;  // ours is not needed
      if (answer.ok()) {
        if (backoff.again()) continue;
        throw core::Error(kS3Unavailable, {.detail = "an upload in parts could not be completed"});
      }
      // The answer to an attempt that had succeeded was lost.
      if (answer.code == "NoSuchUpload" && storedSize() == size) break;
      fail(answer);
    }
    id_.clear();
    if (storedSize() != size) throw core::Error(kS3Corrupted, {.detail = "size after completion"});
  }

 private:
  void keep() const {
    if (!options_.keep) return;
    options_.keep(
        nlohmann::json{{"upload", id_}, {"part_size", part_size_}, {"tags", tags_}}.dump());
  }

  // Whether an earlier attempt's notes could be read.
  bool goesOn() {
    if (!options_.keep) return false;
    try {
      const auto kept = nlohmann::json::parse(options_.kept);
      if (kept.at("part_size") != part_size_) return false;
      kept.at("tags").get_to(tags_);
      kept.at("upload").get_to(id_);
    } catch (const nlohmann::json::exception&) {
      tags_.clear();
      return false;
    }
    return !id_.empty();
  }

  [[noreturn]] void fail(const S3Answer& answer) {
    if (answer.code == "NoSuchUpload" && options_.keep) {  // somebody has ended it
      options_.keep("");
      throw core::Error(kS3Unavailable, {.detail = "the upload in parts is gone"});
    }
    throw s3Error(answer.status, answer.code);
  }

  [[nodiscard]] std::optional<std::uint64_t> storedSize() const {
    S3Request head;
    head.method = "HEAD";
    head.key = key_;
    const auto answer = client_.send(head);
    const auto length = answer.header("content-length");
    if (!answer.ok() || length.empty()) return std::nullopt;
    return std::strtoull(length.c_str(), nullptr, 10);
  }

  const S3Client& client_;
  std::string key_;
  std::uint64_t part_size_;
  const S3UploadOptions& options_;
  std::string id_;
  std::vector<std::string> tags_;
};

// One page of the uploads in progress; the markers of the next are left in `query`, which is empty
// when there is none.
std::size_t endDeadOnes(const S3Client& client, S3Query& query, core::Timestamp before) {
  S3Request list;
  list.query = std::exchange(query, {});
  const auto page = parseS3Xml(client.require(list).body);
  std::size_t ended = 0;
  for (const auto& each : page.children) {
    if (each.name != "Upload") continue;
    if (core::parseIso8601(each.textOf("Initiated")) >= before) continue;
    S3Request abort;
    abort.method = "DELETE";
    abort.key = each.textOf("Key");
    abort.query["uploadId"] = each.textOf("UploadId");
    if (!abort.key.empty() && client.send(abort).ok()) ++ended;
  }
  if (page.textOf("IsTruncated") == "true" && !page.textOf("NextKeyMarker").empty()) {
    query = list.query;
    query["key-marker"] = page.textOf("NextKeyMarker");
    query["upload-id-marker"] = page.textOf("NextUploadIdMarker");
  }
  return ended;
}

}  // namespace

void uploadToS3(const S3Client& client, const std::string& key, int fd, const core::BlobInfo& info,
                const S3UploadOptions& options) {
  if (info.size <= options.part_size) {
    putWhole(client, key, fd, info, options);
    return;
  }
  // Files beyond what the parts of this size hold get larger ones.
  const auto part_size = std::max(options.part_size, info.size / kMaxParts + 1);
  PartedUpload upload(client, key, part_size, options);
  try {
    for (auto at = upload.sent(); at < info.size; at += part_size) {
      upload.send(core::fileBody(fd, at, std::min(part_size, info.size - at)));
    }
    upload.complete(info.size, options.only_if_absent);
  } catch (const core::Error& error) {
    if (options.keep && error.retry() == core::Retry::kTransient) upload.leave();
    throw;
  }
}

struct S3Withheld::State {
  State(const S3Client& client, const std::string& key, std::uint64_t bytes)
      : size(bytes), source(client.copySource(key)), upload(client, key, kLargestPart, options) {}
  std::uint64_t size;
  std::string source;
  S3UploadOptions options;
  PartedUpload upload;
};

S3Withheld::S3Withheld(const S3Client& client, const std::string& key, std::uint64_t size)
    : state_(std::make_unique<State>(client, key, size)) {}

S3Withheld::~S3Withheld() = default;

void S3Withheld::copy() {
  auto& [size, source, options, upload] = *state_;
  for (auto at = upload.sent(); at < size; at = upload.sent()) {
    upload.copy(source, at, std::min(size, at + kLargestPart) - 1, size <= kLargestPart);
  }
}

bool S3Withheld::whole() const {
  return !state_->upload.ended() && state_->upload.sent() >= state_->size;
}

std::uint64_t S3Withheld::size() const { return state_->size; }

void S3Withheld::putBack() { state_->upload.complete(state_->size, true); }

void S3Withheld::giveUp() { state_->upload.giveUp(); }

std::size_t endDeadS3Uploads(const S3Client& client, const std::string& prefix,
                             core::Timestamp before) {
  std::size_t ended = 0;
  S3Query query{{"uploads", ""}, {"prefix", prefix}, {"max-uploads", "1000"}};
  while (!query.empty()) ended += endDeadOnes(client, query, before);
  return ended;
}

}  // namespace sohoa::store
