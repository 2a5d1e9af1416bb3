#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/clock.h"
#include "core/error.h"

namespace sohoa::core {

inline constexpr ErrorCode kNoSuchUpload{
    "upload.no_such_upload", Retry::kNever,
    "Không có lần tải lên này hoặc đã hết hạn; hãy tạo lần tải lên mới.",
    "There is no such upload, or its time is over; create a new one."};
inline constexpr ErrorCode kUploadOffset{
    "upload.wrong_offset", Retry::kNever,
    "Vị trí tiếp tục không khớp với phần đã nhận; hãy hỏi lại Upload-Offset bằng HEAD.",
    "The offset does not fit what was received; ask for Upload-Offset by HEAD."};
inline constexpr ErrorCode kUploadBusy{
    "upload.busy", Retry::kTransient,
    "Lần tải lên này đang nhận một phần khác; hãy thử lại sau ít giây.",
    "This upload is receiving another part; try again in a few seconds."};

// A file on its way in.
struct Upload {
  std::string id;     // random, 32 hex digits
  std::string owner;  // account that began it
  std::string name;   // file name, NFC, without folders
  std::uint64_t length = 0;
  std::uint64_t offset = 0;  // bytes received, on disk
  Timestamp expires;
  [[nodiscard]] bool complete() const { return offset == length; }
};

// A part being received. When it is destroyed without commit() or discard(), the line broke: what
// came so far stays and can be gone on from.
class UploadPart {
 public:
  virtual ~UploadPart() = default;
  // Throws Error(kUploadOffset) past the announced length, Error(kDiskFull), Error(kIo).
  virtual void write(std::span<const std::uint8_t> piece) = 0;
  // On disk when it returns; the offset after it.
  virtual std::uint64_t commit() = 0;
  // As if the part had never come.
  virtual void discard() = 0;
};

// Files that come in over lines that break. What was received is on disk. Safe for several threads
// and processes.
class Uploads {
 public:
  virtual ~Uploads() = default;

  // Throws Error(kDiskFull), Error(kIo).
  virtual Upload create(const std::string& owner, const std::string& name, std::uint64_t length,
                        Timestamp expires) = 0;
  // Nothing for unknown ones and those whose time was over at `now`.
  [[nodiscard]] virtual std::optional<Upload> find(const std::string& id, Timestamp now) const = 0;
  // Throws Error(kNoSuchUpload), Error(kUploadOffset) unless `offset` is where it stands, and
  // Error(kUploadBusy) while another part is received.
  [[nodiscard]] virtual std::unique_ptr<UploadPart> append(const std::string& id,
                                                           std::uint64_t offset, Timestamp now) = 0;
  // The file, named as the upload; of a complete upload only.
  [[nodiscard]] virtual std::filesystem::path file(const Upload& upload) const = 0;
  // No error when it is not there.
  virtual void remove(const std::string& id) = 0;
  // Removes those whose time is over, but none that is receiving. Returns how many.
  virtual int expire(Timestamp now) = 0;
};

}  // namespace sohoa::core
