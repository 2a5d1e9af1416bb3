#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "core/language.h"

namespace sohoa::core {

// What a later attempt can change.
enum class Retry {
  kNever,      // the input is at fault: quarantine
  kTransient,  // try again later by itself (network, lock, full disk)
  kConfigure,  // a person must change a setting, a key or a right first
};

// A kind of failure. Folders define theirs as inline constants in `<folder>/errors.h`:
//   inline constexpr core::ErrorCode kEncrypted{
//       "scan.encrypted", core::Retry::kNever,
//       "Tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi nạp lại.",
//       "The PDF has a password; remove it and feed the file again."};
struct ErrorCode {
  std::string_view slug;  // stable: stored, printed, and matched by other programs
  Retry retry;
  std::string_view vi;  // what happened and what to do, one or two sentences
  std::string_view en;

  friend constexpr bool operator==(const ErrorCode& a, const ErrorCode& b) {
    return a.slug == b.slug;
  }
};

// Where and why. `detail` is technical, in English, and never carries text read from a page, names
// of persons or id numbers.
struct ErrorContext {
  std::string file = {};         // as the user named it
  std::optional<int> page = {};  // counted from 0
  std::string detail = {};       // for example the library's own words
};

// The one exception type of this program. Expected outcomes are values, not errors.
class Error : public std::exception {
 public:
  Error(const ErrorCode& code, ErrorContext context);

  [[nodiscard]] const ErrorCode& code() const noexcept { return code_; }
  [[nodiscard]] const ErrorContext& context() const noexcept { return context_; }
  [[nodiscard]] Retry retry() const noexcept { return code_.retry; }

  // "slug: file, page 3: detail", for logs and what().
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

  // For a person: file, page (counted from 1), what happened, what to do, and the detail.
  [[nodiscard]] std::string describe(Language language) const;

  // The same error with the file or page filled in where it was unknown further down.
  [[nodiscard]] Error at(std::string file, std::optional<int> page = {}) const;

 private:
  ErrorCode code_;
  ErrorContext context_;
  std::string what_;
};

// Codes that any folder may use.
inline constexpr ErrorCode kInternal{
    "core.internal", Retry::kNever,
    "Lỗi trong chương trình; hãy báo cho người phát triển kèm mã này.",
    "A fault in the program itself; please report it with this code."};
inline constexpr ErrorCode kOutOfMemory{
    "core.out_of_memory", Retry::kNever,
    "Trang này cần nhiều bộ nhớ hơn mức cho phép; hãy quét lại ở độ phân giải thấp hơn hoặc tăng "
    "mức.",
    "The page needs more memory than allowed; scan it at a lower resolution or raise the limit."};
inline constexpr ErrorCode kIo{
    "core.io", Retry::kTransient,
    "Không đọc hoặc ghi được tệp; hãy kiểm tra ổ đĩa, quyền truy cập và dung lượng trống.",
    "A file could not be read or written; check the disk, the permissions and the free space."};
inline constexpr ErrorCode kDiskFull{
    "core.disk_full", Retry::kTransient,
    "Ổ đĩa đã đầy; hãy giải phóng dung lượng, việc sẽ tự chạy tiếp.",
    "The disk is full; free some space and the work goes on by itself."};
inline constexpr ErrorCode kBadSettings{
    "core.bad_settings", Retry::kConfigure,
    "Thiết lập không hợp lệ; hãy sửa tệp cấu hình ở chỗ được nêu.",
    "A setting is not valid; mend the settings file at the place named."};
inline constexpr ErrorCode kTimedOut{
    "core.timed_out", Retry::kNever, "Xử lý quá lâu nên bị dừng; trang được giữ trong khu cách ly.",
    "It took longer than allowed and was stopped; the page waits in quarantine."};

}  // namespace sohoa::core
