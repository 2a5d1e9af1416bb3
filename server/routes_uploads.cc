// Files come in over lines that break: tus 1.0.0 with creation, expiration, checksum (SHA-256) and
// termination.
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/text.h"
#include "server/api_state.h"
#include "server/base64.h"
#include "server/errors.h"
#include "server/json_body.h"
#include "server/upload_of.h"

namespace sohoa::server {

using core::Error;

namespace {

constexpr std::string_view kVersion = "1.0.0";
constexpr core::ErrorCode kOtherVersion{"upload.other_version", core::Retry::kNever,
                                        "Cần tiêu đề Tus-Resumable: 1.0.0.",
                                        "The header Tus-Resumable: 1.0.0 is needed."};
constexpr core::ErrorCode kChecksum{
    "upload.checksum_mismatch", core::Retry::kNever,
    "Phần vừa gửi không khớp mã kiểm; nó đã bị bỏ, hãy gửi lại.",
    "The part does not match its checksum; it was dropped, send it again."};

std::uint64_t byteCount(const Request& request, const char* header) {
  return static_cast<std::uint64_t>(
      wholeNumber(request.header(header), header, 0, (std::int64_t{1} << 62) - 1));
}

void requireVersion(const Request& request) {
  if (request.header("tus-resumable") != kVersion) throw Error(kOtherVersion, {});
}

// "filename d29ybGQucGRm,other": the value of `filename`.
std::string fileName(const std::string& metadata) {
  std::string_view rest = metadata;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    static constexpr std::string_view kName = "filename ";
    if (pair.substr(0, kName.size()) != kName) continue;
    const auto bytes = fromBase64(pair.substr(kName.size()));
    if (!bytes) throw Error(kBadRequest, {.detail = "Upload-Metadata"});
    return {bytes->begin(), bytes->end()};
  }
  return {};
}

// RFC 9110 dates: "Mon, 23 Nov 2026 07:00:00 GMT".
std::string httpDate(core::Timestamp time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[64];
  const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text, size};
}

Response create(Api::State& state, const Call& call) {
  requireVersion(call.request);
  const auto length = byteCount(call.request, "upload-length");
  if (length > state.options.most_upload_bytes) throw Error(kBodyTooLarge, {});
  if (!state.options.room(length)) throw Error(core::kDiskFull, {});
  const auto upload = state.parts.uploads.create(
      call.caller.client, fileName(call.request.header("upload-metadata")), length,
      state.parts.clock.now() + state.options.upload_life);
  Response response;
  response.status = 201;
  response.set("Location", "/api/v1/uploads/" + upload.id);
  response.set("Upload-Expires", httpDate(upload.expires));
  return response;
}

Response offer(const Api::State& state) {
  Response response;
  response.status = 204;
  response.set("Tus-Version", std::string(kVersion));
  response.set("Tus-Extension", "creation,expiration,checksum,termination");
  response.set("Tus-Checksum-Algorithm", "sha256");
  response.set("Tus-Max-Size", std::to_string(state.options.most_upload_bytes));
  return response;
}

Response offset(Api::State& state, const Call& call) {
  requireVersion(call.request);
  const auto upload = uploadOf(state, call.caller, call.path.at("upload"));
  Response response;
  response.set("Upload-Offset", std::to_string(upload.offset));
  response.set("Upload-Length", std::to_string(upload.length));
  response.set("Upload-Expires", httpDate(upload.expires));
  return response;
}

Response terminate(Api::State& state, const Call& call) {
  requireVersion(call.request);
  state.parts.uploads.remove(uploadOf(state, call.caller, call.path.at("upload")).id);
  Response response;
  response.status = 204;
  return response;
}

class PartSink final : public BodySink {
 public:
  PartSink(Api::State& state, const Call& call) {
    requireVersion(call.request);
    checksum_ = checksumOf(call.request.header("upload-checksum"));
    const auto upload = uploadOf(state, call.caller, call.path.at("upload"));
    if (!state.options.room(call.request.length.value_or(0))) throw Error(core::kDiskFull, {});
    part_ = state.parts.uploads.append(upload.id, byteCount(call.request, "upload-offset"),
                                       state.parts.clock.now());
    expires_ = upload.expires;
  }
  ~PartSink() override {
    // Bytes that cannot be held against their checksum any more are not kept.
    if (!ended_ && checksum_) drop();
  }

  void receive(std::span<const std::uint8_t> piece) override {
    if (checksum_) hash_.update(piece);
    part_->write(piece);
  }

  Response finish(Call&) override {
    if (checksum_ && hash_.finish() != *checksum_) {
      ended_ = true;
      part_->discard();
      throw Error(kChecksum, {});
    }
    const auto offset = part_->commit();
    ended_ = true;
    part_.reset();  // the next part may come before this answer is out
    Response response;
    response.status = 204;
    response.set("Upload-Offset", std::to_string(offset));
    response.set("Upload-Expires", httpDate(expires_));
    return response;
  }

 private:
  static std::optional<core::Sha256> checksumOf(const std::string& header) {
    if (header.empty()) return std::nullopt;
    static constexpr std::string_view kAlgorithm = "sha256 ";
    const auto bytes = header.substr(0, kAlgorithm.size()) == kAlgorithm
                           ? fromBase64(std::string_view(header).substr(kAlgorithm.size()))
                           : std::nullopt;
    if (!bytes || bytes->size() != core::Sha256::kSize) {
      throw Error(kBadRequest, {.detail = "Upload-Checksum: only sha256 is taken"});
    }
    std::array<std::uint8_t, core::Sha256::kSize> digest{};
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return core::Sha256(digest);
  }
  void drop() noexcept {
    try {
      part_->discard();
    } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the next part finds the offset out
    }
  }

  std::unique_ptr<core::UploadPart> part_;
  std::optional<core::Sha256> checksum_;
  core::Sha256Stream hash_;
  core::Timestamp expires_;
  bool ended_ = false;
};

}  // namespace

core::Upload uploadOf(const Api::State& state, const Caller& caller, const std::string& id) {
  auto upload = state.parts.uploads.find(id, state.parts.clock.now());
  if (!upload || upload->owner != caller.client) throw Error(core::kNoSuchUpload, {});
  return *std::move(upload);
}

void addUploadRoutes(Api::State& state) {
  const std::vector<std::pair<std::string, std::string>> tus{
      {"Tus-Resumable", std::string(kVersion)}};
  const core::Roles roles{core::Role::kScan, core::Role::kArchive};
  const auto add = [&](const char* method, const char* path, const char* operation,
                       Response (*answer)(Api::State&, const Call&)) {
    state.routes.push_back(
        {.method = method,
         .path = path,
         .operation = operation,
         .any_of = roles,
         .answer = [&state, answer](Call& call, const std::string&) { return answer(state, call); },
         .headers = tus});
  };
  state.routes.push_back({.method = "OPTIONS",
                          .path = "/api/v1/uploads",
                          .operation = "describeUploads",
                          .any_of = {},
                          .open = true,
                          .answer = [&state](Call&, const std::string&) { return offer(state); },
                          .headers = tus});
  add("POST", "/api/v1/uploads", "createUpload", create);
  add("HEAD", "/api/v1/uploads/{upload}", "getUploadOffset", offset);
  add("DELETE", "/api/v1/uploads/{upload}", "terminateUpload", terminate);
  state.routes.push_back({.method = "PATCH",
                          .path = "/api/v1/uploads/{upload}",
                          .operation = "continueUpload",
                          .any_of = roles,
                          .media_type = "application/offset+octet-stream",
                          .most_bytes = state.options.most_upload_bytes,
                          .sink = [&state](Call& call) -> std::unique_ptr<BodySink> {
                            return std::make_unique<PartSink>(state, call);
                          },
                          .headers = tus});
}

}  // namespace sohoa::server
